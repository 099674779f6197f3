package dev.varve.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColumnsTest {
    @Test
    void aColumnIsTenWideAtLeastAndThreeMoreThanItsWidestCell() {
        assertThat(Columns.align("a\tb\nlonger-cell\tc\n"))
                .isEqualTo("a             b\nlonger-cell   c\n");
        assertThat(Columns.align("a\tb\n")).isEqualTo("a         b\n");
    }

    @Test
    void aColumnEndsWhereALineDoesNotHaveIt() {
        assertThat(Columns.align("very-very-long\tx\nplain\na\tx\n"))
                .isEqualTo("very-very-long   x\nplain\na         x\n");
    }

    @Test
    void emptyCellsKeepTheirPlace() {
        assertThat(Columns.align("a\t\tc\n")).isEqualTo("a                   c\n");
    }

    @Test
    void wideCharactersTakeTwoCells() {
        assertThat(Columns.align("日本語日本語\tx\n")).isEqualTo("日本語日本語   x\n");
    }
}
