package dev.varve.cli.output;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Aligns text whose cells end in tabs, by the rules of Go's `text/tabwriter` with the numbers that
/// docker uses: a column is as wide as its widest cell plus three, ten at least, and lasts as long
/// as consecutive lines have it. Width is counted in cells of the screen. What follows the last tab
/// of a line belongs to no column.
public final class Columns {
    private static final int MINIMUM = 10;
    private static final int PADDING = 3;

    private Columns() {}

    /// @param text whole lines
    public static String align(String text) {
        return align(text, MINIMUM, PADDING);
    }

    /// The same with other numbers than those of tables.
    public static String align(String text, int minimum, int padding) {
        List<String[]> lines = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.add(cells(text, start, end));
            start = end + 1;
        }
        int[][] widths = new int[lines.size()][];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = new int[lines.get(i).length - 1];
        }
        for (int i = 0; i < widths.length; i++) {
            for (int column = 0; column < widths[i].length; column++) {
                if (widths[i][column] == 0) {
                    measure(lines, widths, i, column, minimum, padding);
                }
            }
        }
        return write(lines, widths, text.length()) + text.substring(start);
    }

    private static String[] cells(String text, int start, int end) {
        String[] cells = new String[4];
        int count = 0;
        int from = start;
        while (true) {
            int tab = text.indexOf('\t', from);
            boolean last = tab < 0 || tab >= end;
            if (count == cells.length) {
                cells = Arrays.copyOf(cells, count * 2);
            }
            cells[count++] = text.substring(from, last ? end : tab);
            if (last) {
                return Arrays.copyOf(cells, count);
            }
            from = tab + 1;
        }
    }

    private static void measure(
            List<String[]> lines, int[][] widths, int first, int column, int minimum, int padding) {
        int width = minimum;
        int end = first;
        while (end < widths.length && widths[end].length > column) {
            String cell = lines.get(end)[column];
            width = Math.max(width, Ellipsis.cells(cell) + padding);
            end++;
        }
        for (int i = first; i < end; i++) {
            widths[i][column] = width;
        }
    }

    private static String write(List<String[]> lines, int[][] widths, int size) {
        StringBuilder out = new StringBuilder(size * 2);
        for (int i = 0; i < widths.length; i++) {
            String[] cells = lines.get(i);
            for (int column = 0; column < widths[i].length; column++) {
                String cell = cells[column];
                out.append(cell);
                out.repeat(' ', widths[i][column] - Ellipsis.cells(cell));
            }
            out.append(cells[cells.length - 1]).append('\n');
        }
        return out.toString();
    }
}
