package dev.varve.cli.output;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Stdout or stderr: UTF-8, buffered, and honest about a reader that went away.
public final class Output {
    private static final int BUFFER = 8192;

    /// The reader of the output is gone; whoever asked no longer wants the rest.
    public static final class Closed extends IOException {
        private static final long serialVersionUID = 1L;

        Closed(IOException cause) {
            super("cannot write the output", cause);
        }
    }

    private final OutputStream target;
    private final boolean terminal;
    private final StringBuilder buffer = new StringBuilder();

    public Output(OutputStream target, boolean terminal) {
        this.target = target;
        this.terminal = terminal;
    }

    public boolean isTerminal() {
        return terminal;
    }

    /// Text whose untrusted parts are escaped already.
    public void print(String text) throws Closed {
        buffer.append(text);
        if (buffer.length() >= BUFFER) {
            flush();
        }
    }

    public void line(String text) throws Closed {
        print(text);
        print("\n");
    }

    /// Text for scripts: written as it is, and escaped only for a terminal.
    public void verbatim(String text) throws Closed {
        print(terminal ? Escaped.lines(text) : text);
    }

    /// Bytes that are no text.
    public void bytes(byte[] bytes, int count) throws Closed {
        flush();
        try {
            target.write(bytes, 0, count);
        } catch (IOException e) {
            throw new Closed(e);
        }
    }

    public void flush() throws Closed {
        if (buffer.isEmpty()) {
            return;
        }
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        buffer.setLength(0);
        try {
            target.write(bytes);
            target.flush();
        } catch (IOException e) {
            throw new Closed(e);
        }
    }
}
