package dev.varve.daemon.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.fixtures.random.Cases;
import dev.varve.oci.Json;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Bars against those that dockerd drew for `progress.py`, and sizes against those that docker's
/// command line wrote for `numbers.py`: the two share their code.
final class ProgressBarRecordTest {
    @Test
    void barsAreThoseOfDockerd() throws IOException {
        List<JsonNode> lines = lines("src/test/resources/recorded/progress.jsonl");
        assertThat(lines).hasSizeGreaterThan(300);
        for (JsonNode line : lines) {
            assertThat(ProgressBar.text(line.get(0).asLong(), line.get(1).asLong()))
                    .isEqualTo(line.get(2).asText());
        }
    }

    @Test
    void sizesAreThoseOfDocker() throws IOException {
        List<JsonNode> lines = lines("../cli/src/test/resources/recorded/sizes.jsonl");
        assertThat(lines).hasSizeGreaterThan(10_000);
        for (JsonNode line : lines) {
            assertThat(ProgressBar.size(line.get(0).asLong())).isEqualTo(line.get(2).asText());
        }
    }

    @Test
    void barsGrowAndAreAlwaysOfOneWidth() {
        Cases.forAll(
                20_000,
                dice -> {
                    long total = 1 + (dice.anyLong() >>> (1 + dice.below(62)));
                    long current = 1 + Math.floorMod(dice.anyLong(), total);
                    String bar = ProgressBar.text(current, total);
                    assertThat(bar.indexOf(']')).as("%d of %d", current, total).isEqualTo(52);
                    int cells = bar.indexOf('>') - 1;
                    assertThat(cells).isEqualTo((int) ((double) current / total * 100) / 2);
                    assertThat(ProgressBar.text(total, total).indexOf('>') - 1).isEqualTo(50);
                    long later = current + Math.floorMod(dice.anyLong(), total - current + 1);
                    assertThat(ProgressBar.text(later, total).indexOf('>') - 1)
                            .as("%d, then %d of %d", current, later, total)
                            .isGreaterThanOrEqualTo(cells);
                });
    }

    private static List<JsonNode> lines(String file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(file))) {
            lines.add(Json.mapper().readTree(line));
        }
        return lines;
    }
}
