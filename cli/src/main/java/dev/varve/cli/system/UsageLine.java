package dev.varve.cli.system;

import dev.varve.cli.command.Rows;
import dev.varve.cli.template.Fields;

import java.util.List;

/// One line of `system df`.
record UsageLine(String type, int total, long active, String size, String reclaimable)
        implements Fields {
    private static final List<String> NAMES =
            List.of("Active", "Reclaimable", "Size", "TotalCount", "Type");

    static final Fields HEADERS =
            new Rows.Headers(NAMES, List.of("ACTIVE", "RECLAIMABLE", "SIZE", "TOTAL", "TYPE"));

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        return switch (name) {
            case "Active" -> Long.toString(active);
            case "Reclaimable" -> reclaimable;
            case "Size" -> size;
            case "TotalCount" -> Integer.toString(total);
            case "Type" -> type;
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }
}
