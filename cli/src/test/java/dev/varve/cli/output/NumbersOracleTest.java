package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.Recorded;
import dev.varve.fixtures.random.Cases;
import dev.varve.fixtures.random.Dice;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// Numbers, ages and tables against what docker's command line printed for `numbers.py`, and
/// against second ways to work them out.
class NumbersOracleTest {
    private static final List<String> UNITS_OF_SIZE =
            List.of("B", "kB", "MB", "GB", "TB", "PB", "EB");
    private static final List<String> UNITS_OF_TIME =
            List.of("Less", "second", "minute", "hour", "day", "week", "month", "year");

    @Test
    void sizesAreWrittenAsDockerWritesThem() {
        List<List<?>> lines = Recorded.lines("sizes.jsonl");
        assertThat(lines).hasSizeGreaterThan(10_000);
        for (List<?> line : lines) {
            long bytes = (Long) line.get(0);
            assertThat(HumanSize.three(bytes)).as("%d", bytes).isEqualTo(line.get(1));
            assertThat(HumanSize.four(bytes)).as("%d", bytes).isEqualTo(line.get(2));
        }
    }

    @Test
    void sizesAreTheNearestNumberOfSoManyDigits() {
        Cases.forAll(
                50_000,
                dice -> {
                    long bytes = dice.anyLong() >>> (1 + dice.below(60));
                    int digits = dice.of(3, 4);
                    String text = HumanSize.of((double) bytes, digits);
                    int unit = UNITS_OF_SIZE.indexOf(text.replaceFirst("[0-9.]+(e\\+[0-9]+)?", ""));
                    double value = bytes;
                    for (int i = 0; i < unit; i++) {
                        value /= 1000;
                    }
                    BigDecimal exact = new BigDecimal(value);
                    BigDecimal shown = new BigDecimal(text.replaceFirst("[a-zA-Z]*$", ""));
                    int last = exact.precision() - exact.scale() - digits;
                    assertThat(shown.subtract(exact).abs().scaleByPowerOfTen(-last))
                            .as("%d bytes as %s", bytes, text)
                            .isLessThanOrEqualTo(new BigDecimal("0.5"));
                    assertThat(shown.stripTrailingZeros().precision()).isLessThanOrEqualTo(digits);
                    assertThat(text.replaceFirst("e.*", ""))
                            .as(text)
                            .doesNotMatch(".*\\.[0-9]*0[a-zA-Z]*");
                    assertThat(value < 1000 && (value >= 1 || unit == 0)).as(text).isTrue();
                });
    }

    @Test
    void agesAreWrittenAsDockerWritesThem() {
        List<List<?>> lines = Recorded.lines("ages.jsonl");
        assertThat(lines).hasSizeGreaterThan(500);
        for (List<?> line : lines) {
            long seconds = (Long) line.get(0);
            assertThat(HumanDuration.of(seconds) + " ago")
                    .as("%d s", seconds)
                    .isEqualTo(line.get(1));
        }
    }

    @Test
    void agesNeverShrinkAndFollowDockersTable() {
        Cases.forAll(
                50_000,
                dice -> {
                    long seconds = dice.anyLong() >>> (30 + dice.below(34));
                    String text = HumanDuration.of(seconds);
                    assertThat(text).as("%d s", seconds).isEqualTo(age(seconds));
                    long later = seconds + dice.below(100_000);
                    assertThat(rank(HumanDuration.of(later)))
                            .as(
                                    "%s after %d s, %s after %d s",
                                    text, seconds, HumanDuration.of(later), later)
                            .isGreaterThanOrEqualTo(rank(text));
                });
    }

    @Test
    void tablesAreLinedUpAsDockerLinesThemUp() {
        List<List<?>> lines = Recorded.lines("columns.jsonl");
        assertThat(lines).hasSizeGreaterThan(200);
        for (List<?> line : lines) {
            assertThat(Columns.align((String) line.get(0))).isEqualTo(line.get(1));
        }
    }

    /// Docker counts characters; Varve counts cells of the screen, so that wide characters line up.
    @Test
    void tablesWithWideCharactersLineUpOnTheScreen() {
        Cases.forAll(
                5_000,
                dice -> {
                    List<List<String>> rows = rows(dice);
                    StringBuilder text = new StringBuilder();
                    rows.forEach(row -> text.append(String.join("\t", row)).append('\n'));
                    assertThat(Columns.align(text.toString())).isEqualTo(aligned(rows));
                });
    }

    @Test
    void wideCharactersAreThoseOfDocker() {
        boolean[] wide = new boolean[0x110000];
        for (List<?> run : Recorded.lines("wide.jsonl")) {
            for (long c = (Long) run.get(0); c <= (Long) run.get(1); c++) {
                wide[(int) c] = true;
            }
        }
        for (int c = ' '; c < wide.length; c++) {
            if (c < 0xd800 || c > 0xdfff) {
                assertThat(Ellipsis.cells(Character.toString(c)))
                        .as("U+%x", c)
                        .isEqualTo(wide[c] ? 2 : 1);
            }
        }
    }

    @Test
    void textIsCutOnlyWhereItMustBe() {
        Cases.forAll(
                20_000,
                dice -> {
                    String text = dice.text("ab日🐋é ", dice.below(20));
                    int cells = dice.between(1, 20);
                    String cut = Ellipsis.cut(text, cells);
                    int whole = Ellipsis.cells(text);
                    if (whole <= cells) {
                        assertThat(cut).isEqualTo(text);
                        return;
                    }
                    assertThat(cut).endsWith("…");
                    String kept = cut.substring(0, cut.length() - 1);
                    assertThat(text).startsWith(kept);
                    assertThat(Ellipsis.cells(cut)).isLessThanOrEqualTo(cells);
                    int next = text.codePointAt(kept.length());
                    assertThat(Ellipsis.cells(kept + Character.toString(next)))
                            .as("%s in %d cells", text, cells)
                            .isGreaterThan(cells - 1);
                });
    }

    /// Docker's table in docker's own arithmetic, which is floating point.
    private static String age(long seconds) {
        double hours = Math.min(seconds, 9_223_372_036L) / 3600.0;
        int minutes = (int) (hours * 60 + 1e-9);
        int rounded = (int) (hours + 0.5);
        if (seconds < 60) {
            return seconds < 1
                    ? "Less than a second"
                    : seconds == 1 ? "1 second" : seconds + " seconds";
        }
        if (minutes < 60) {
            return minutes == 1 ? "About a minute" : minutes + " minutes";
        }
        if (rounded < 48) {
            return rounded == 1 ? "About an hour" : rounded + " hours";
        }
        if (rounded < 336) {
            return rounded / 24 + " days";
        }
        if (rounded < 1440) {
            return rounded / 168 + " weeks";
        }
        return rounded < 17_520 ? rounded / 720 + " months" : (int) hours / 24 / 365 + " years";
    }

    /// Larger for what reads as longer.
    private static long rank(String text) {
        String[] words = text.split(" ");
        String unit =
                text.startsWith("Less") ? "Less" : words[words.length - 1].replaceFirst("s$", "");
        long number = words[0].matches("\\d+") ? Long.parseLong(words[0]) : 1;
        return UNITS_OF_TIME.indexOf(unit) * 1_000_000L + number;
    }

    private static List<List<String>> rows(Dice dice) {
        List<List<String>> rows = new ArrayList<>();
        for (int n = dice.between(1, 1 + dice.size() / 2); n > 0; n--) {
            List<String> row = new ArrayList<>();
            for (int c = dice.between(1, 4); c > 0; c--) {
                row.add(dice.text("ab 日🐋é", dice.below(12)));
            }
            rows.add(row);
        }
        return rows;
    }

    /// Each cell but the last of a row is as wide as the widest of those above and below it without
    /// a gap, and three more, ten at least.
    private static String aligned(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (int r = 0; r < rows.size(); r++) {
            List<String> row = rows.get(r);
            for (int c = 0; c < row.size() - 1; c++) {
                int width = 10;
                for (int above = r; above >= 0 && rows.get(above).size() - 1 > c; above--) {
                    width = Math.max(width, 3 + cells(rows.get(above).get(c)));
                }
                for (int below = r;
                        below < rows.size() && rows.get(below).size() - 1 > c;
                        below++) {
                    width = Math.max(width, 3 + cells(rows.get(below).get(c)));
                }
                text.append(row.get(c)).append(" ".repeat(width - cells(row.get(c))));
            }
            text.append(row.getLast()).append('\n');
        }
        return text.toString();
    }

    private static int cells(String text) {
        return text.codePoints().map(c -> c == '日' || c == 0x1f40b ? 2 : 1).sum();
    }
}
