package dev.varve.cli.image;

import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.texts;

import dev.varve.cli.command.Names;
import dev.varve.cli.command.Rows;
import dev.varve.cli.template.Fields;

import java.util.List;
import java.util.Map;

/// One mounted image.
record MountLine(Map<?, ?> mount, boolean cut) implements Fields {
    private static final List<String> NAMES = List.of("Driver", "ID", "Mountpoint", "Repositories");

    static final Fields HEADERS =
            new Rows.Headers(NAMES, List.of("DRIVER", "IMAGE ID", "MOUNTPOINT", "IMAGE"));

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        return switch (name) {
            case "Driver" -> text(mount.get("Driver"));
            case "ID" -> cut ? Names.shortId(text(mount.get("Id"))) : text(mount.get("Id"));
            case "Mountpoint" -> text(mount.get("Path"));
            case "Repositories" -> repositories();
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }

    private String repositories() {
        List<String> tags = texts(mount.get("RepoTags"));
        return tags.isEmpty() ? "<none>" : String.join(", ", tags);
    }
}
