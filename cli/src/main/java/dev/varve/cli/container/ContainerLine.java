package dev.varve.cli.container;

import static dev.varve.cli.json.JsonFields.list;
import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.texts;

import dev.varve.cli.command.GoTime;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Rows;
import dev.varve.cli.output.Ellipsis;
import dev.varve.cli.output.HumanDuration;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.template.Fields;
import dev.varve.cli.template.GoText;
import dev.varve.cli.template.NilPointer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One line of a list of containers.
///
/// @param json an element of `GET /containers/json`
/// @param virtual whether the size of the whole root file system is told beside that of the changes
public record ContainerLine(Map<?, ?> json, boolean cut, boolean virtual, long now)
        implements Fields {
    private static final int COMMAND_WIDTH = 20;
    private static final int MOUNT_WIDTH = 15;

    private static final List<String> NAMES =
            List.of(
                    "Command",
                    "CreatedAt",
                    "ID",
                    "Image",
                    "Labels",
                    "LocalVolumes",
                    "Mounts",
                    "Names",
                    "Networks",
                    "Platform",
                    "Ports",
                    "RunningFor",
                    "Size",
                    "State",
                    "Status");

    /// The headers by field.
    public static final Fields HEADERS =
            new Rows.Headers(
                    NAMES,
                    List.of(
                            "COMMAND",
                            "CREATED AT",
                            "CONTAINER ID",
                            "IMAGE",
                            "LABELS",
                            "LOCAL VOLUMES",
                            "MOUNTS",
                            "NAMES",
                            "NETWORKS",
                            "PLATFORM",
                            "PORTS",
                            "CREATED",
                            "SIZE",
                            "STATE",
                            "STATUS"));

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        return switch (name) {
            case "Command" -> command();
            case "CreatedAt" -> GoTime.full(number(json.get("Created")));
            case "ID" -> id();
            case "Image" -> image();
            case "Labels" -> labels();
            case "LocalVolumes" -> Long.toString(localVolumes());
            case "Mounts" -> mounts();
            case "Names" -> containerNames();
            case "Networks" -> networks();
            case "Platform" -> platform();
            case "Ports" -> Ports.shown(list(json.get("Ports")));
            case "RunningFor" -> HumanDuration.of(now - number(json.get("Created"))) + " ago";
            case "Size" -> size();
            case "State" -> text(json.get("State"));
            case "Status" -> text(json.get("Status"));
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }

    @Override
    public Optional<String> keyed(String name, String key) {
        return name.equals("Label")
                ? Optional.of(text(map(json.get("Labels")).get(key)))
                : Optional.empty();
    }

    public String id() {
        String id = text(json.get("Id"));
        return cut ? Names.shortId(id) : id;
    }

    /// Names without their slash; those of links are left out.
    public String containerNames() {
        List<String> names = new ArrayList<>();
        for (String name : texts(json.get("Names"))) {
            names.add(name.isEmpty() ? name : name.substring(1));
        }
        if (cut) {
            for (String name : names) {
                if (name.indexOf('/') < 0) {
                    return name;
                }
            }
        }
        return String.join(",", names);
    }

    /// The image as it was named, shortened: an ID to its start, a digest away.
    public String image() {
        String image = text(json.get("Image"));
        if (image.isEmpty()) {
            return "<no image>";
        }
        if (!cut) {
            return image;
        }
        String shortId = Names.shortId(text(json.get("ImageID")));
        return shortId.equals(Names.shortId(image)) ? shortId : Names.withoutDigest(image);
    }

    String command() {
        String command = text(json.get("Command"));
        return GoText.quoted(cut ? Ellipsis.cut(command, COMMAND_WIDTH) : command);
    }

    private String labels() {
        List<String> labels = new ArrayList<>();
        new TreeMap<>(map(json.get("Labels"))).forEach((k, v) -> labels.add(k + "=" + text(v)));
        labels.sort(null);
        return String.join(",", labels);
    }

    private String mounts() {
        List<String> mounts = new ArrayList<>();
        for (Object mount : list(json.get("Mounts"))) {
            String name = text(map(mount).get("Name"));
            name = name.isEmpty() ? text(map(mount).get("Source")) : name;
            mounts.add(cut ? Ellipsis.cut(name, MOUNT_WIDTH) : name);
        }
        return String.join(",", mounts);
    }

    private long localVolumes() {
        return list(json.get("Mounts")).stream()
                .filter(mount -> "local".equals(map(mount).get("Driver")))
                .count();
    }

    private String networks() {
        List<String> networks = new ArrayList<>();
        map(map(json.get("NetworkSettings")).get("Networks"))
                .forEach((name, settings) -> networks.add(text(name)));
        return String.join(",", networks);
    }

    /// What docker knows of images that have several platforms.
    private Object platform() {
        Map<?, ?> platform = map(map(json.get("ImageManifestDescriptor")).get("platform"));
        if (platform.isEmpty()) {
            return new NilPointer("*formatter.Platform");
        }
        String variant = text(platform.get("variant"));
        return text(platform.get("os"))
                + "/"
                + text(platform.get("architecture"))
                + (variant.isEmpty() ? "" : "/" + variant);
    }

    String size() {
        String changes = HumanSize.three(number(json.get("SizeRw")));
        long all = number(json.get("SizeRootFs"));
        return virtual && all > 0 ? changes + " (virtual " + HumanSize.three(all) + ")" : changes;
    }
}
