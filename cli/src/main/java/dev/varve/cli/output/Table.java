package dev.varve.cli.output;

/// A table under construction: a header and rows of the same number of cells. Cells are escaped.
public final class Table {
    private final StringBuilder text = new StringBuilder();

    public Table(String... header) {
        row(header);
    }

    public void row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            text.append(i > 0 ? "\t" : "").append(Escaped.line(cells[i]));
        }
        text.append('\n');
    }

    @Override
    public String toString() {
        return Columns.align(text.toString());
    }
}
