package dev.varve.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowTextTest {
    @Test
    void columnsComeInTheirOrderAndNullIsEmpty() {
        RowText row = new RowText("sha256:ab\u001f\u001f12\u001f{}");
        assertThat(row.next()).isEqualTo("sha256:ab");
        assertThat(row.next()).isEmpty();
        assertThat(row.next()).isEqualTo("12");
        assertThat(row.next()).isEqualTo("{}");
    }

    @Test
    void anEmptyLastColumnIsEmpty() {
        RowText row = new RowText("a\u001f");
        assertThat(row.next()).isEqualTo("a");
        assertThat(row.next()).isEmpty();
    }
}
