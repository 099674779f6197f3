package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;

import dev.varve.cli.command.Rows;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.template.Fields;

import java.util.List;
import java.util.Map;

/// A volume, of which only a docker daemon has any.
record VolumeLine(Map<?, ?> json) implements Fields {
    private static final List<String> NAMES =
            List.of("Driver", "Links", "Mountpoint", "Name", "Scope", "Size");

    static final Fields HEADERS =
            new Rows.Headers(
                    NAMES,
                    List.of("DRIVER", "LINKS", "MOUNTPOINT", "VOLUME NAME", "SCOPE", "SIZE"));

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        Map<?, ?> usage = map(json.get("UsageData"));
        return switch (name) {
            case "Links" -> usage.isEmpty() ? "N/A" : Long.toString(number(usage.get("RefCount")));
            case "Size" -> usage.isEmpty() ? "N/A" : HumanSize.four(number(usage.get("Size")));
            default -> text(json.get(name));
        };
    }
}
