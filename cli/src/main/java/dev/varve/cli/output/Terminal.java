package dev.varve.cli.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The terminal that the program runs in.
public final class Terminal {
    private static final int DEFAULT_COLUMNS = 80;

    private Terminal() {}

    /// Its width, from COLUMNS or from the terminal itself.
    public static int columns(Map<String, String> environment) {
        int named = number(environment.getOrDefault("COLUMNS", ""));
        if (named > 0) {
            return named;
        }
        try {
            Process stty =
                    new ProcessBuilder("stty", "-F", "/dev/tty", "size")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String size =
                    new String(stty.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
            stty.waitFor(1, TimeUnit.SECONDS);
            int asked = number(size.substring(size.indexOf(' ') + 1).strip());
            return asked > 0 ? asked : DEFAULT_COLUMNS;
        } catch (IOException e) {
            return DEFAULT_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return DEFAULT_COLUMNS;
        }
    }

    /// Whether what is typed shows.
    public static void echo(boolean shows) throws IOException {
        try {
            new ProcessBuilder("stty", "-F", "/dev/tty", shows ? "echo" : "-echo")
                    .redirectErrorStream(true)
                    .start()
                    .waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
