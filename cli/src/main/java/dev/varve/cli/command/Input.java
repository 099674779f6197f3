package dev.varve.cli.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// Standard input.
public record Input(InputStream stream, boolean isTerminal) {
    private static final int MAX_LINE = 64 * 1024;

    /// The next line without its end; what there is of one when the input ends.
    public String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = stream.read(); c >= 0 && c != '\n'; c = stream.read()) {
            if (line.size() == MAX_LINE) {
                throw new IOException("the line that was typed is longer than " + MAX_LINE);
            }
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /// Whether the next line is a `y`.
    public boolean confirmed() throws IOException {
        return line().strip().equalsIgnoreCase("y");
    }
}
