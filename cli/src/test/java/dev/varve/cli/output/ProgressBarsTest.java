package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Detail;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

class ProgressBarsTest {
    private static final String ESCAPE = "\u001b[";
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    private ProgressBars bars(int columns) {
        return new ProgressBars(new Output(bytes, true), columns, () -> now);
    }

    private static ProgressMessage layer(String id, String status, long current, long total) {
        return ProgressMessage.progress(id, status, new Detail(current, total), "");
    }

    /// What a terminal would show: cursor up, erase line and line feeds are obeyed.
    private List<String> screen() {
        List<String> lines = new ArrayList<>(List.of(""));
        int row = 0;
        String text = bytes.toString(StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (text.startsWith(ESCAPE, i)) {
                int end = i + 2;
                while (Character.isDigit(text.charAt(end))) {
                    end++;
                }
                int number = Integer.parseInt(text.substring(i + 2, end));
                if (text.charAt(end) == 'A') {
                    row -= number;
                } else {
                    lines.set(row, "");
                }
                i = end;
            } else if (c == '\n') {
                row++;
                if (row == lines.size()) {
                    lines.add("");
                }
            } else if (c != '\r') {
                lines.set(row, lines.get(row) + c);
            }
        }
        return lines;
    }

    @Test
    void layersAreRedrawnInPlaceWithATotalBelow() throws IOException {
        ProgressBars bars = bars(80);
        bars.show(ProgressMessage.status("latest", "Pulling from library/busybox"));
        bars.show(layer("aaaa", "Pulling fs layer", 0, 0));
        bars.show(layer("bbbb", "Pulling fs layer", 0, 0));
        bars.show(layer("aaaa", "Downloading", 0, 4_000_000));
        now += 2_000_000_000L;
        bars.show(layer("aaaa", "Downloading", 2_000_000, 4_000_000));
        assertThat(screen())
                .containsExactly(
                        "latest: Pulling from library/busybox",
                        "aaaa: Downloading      2MB/4MB",
                        "bbbb: Pulling fs layer",
                        "Total: 2MB/4MB  1MB/s  2s left",
                        "");
    }

    @Test
    void theEndLeavesTheLayersAndNoTotal() throws IOException {
        ProgressBars bars = bars(80);
        bars.show(layer("aaaa", "Downloading", 10, 100));
        bars.show(layer("aaaa", "Pull complete", 0, 0));
        bars.show(ProgressMessage.status("Digest: sha256:1"));
        bars.end();
        assertThat(screen()).containsExactly("aaaa: Pull complete", "Digest: sha256:1", "");
    }

    @Test
    void aWideTerminalHasBars() throws IOException {
        ProgressBars bars = bars(120);
        bars.show(layer("aaaaaaaaaaaa", "Downloading", 10, 100));
        assertThat(screen().getFirst())
                .isEqualTo(
                        "aaaaaaaaaaaa: Downloading ["
                                + "=".repeat(5)
                                + ">"
                                + " ".repeat(44)
                                + "]      10B/100B");
    }

    @Test
    void noLineIsWiderThanTheTerminal() throws IOException {
        ProgressBars bars = bars(30);
        bars.show(layer("aaaaaaaaaaaa", "x".repeat(100), 0, 0));
        assertThat(screen().getFirst()).hasSize(29);
    }
}
