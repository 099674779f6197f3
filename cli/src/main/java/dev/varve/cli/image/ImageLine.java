package dev.varve.cli.image;

import dev.varve.api.ImageRow;
import dev.varve.cli.command.GoTime;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Rows;
import dev.varve.cli.json.JsonFields;
import dev.varve.cli.output.HumanDuration;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.template.Fields;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// One line of a list of images: an image has one for each of its tags, or of its repositories
/// where it has only digests.
public record ImageLine(
        ImageRow image, String repository, String tag, String digest, boolean cut, long now)
        implements Fields {
    static final String NONE = "<none>";

    private static final List<String> NAMES =
            List.of(
                    "Containers",
                    "CreatedAt",
                    "CreatedSince",
                    "Digest",
                    "ID",
                    "Repository",
                    "SharedSize",
                    "Size",
                    "Tag",
                    "UniqueSize",
                    "VirtualSize");

    /// The headers by field.
    public static final Fields HEADERS =
            new Rows.Headers(
                    NAMES,
                    List.of(
                            "CONTAINERS",
                            "CREATED AT",
                            "CREATED",
                            "DIGEST",
                            "IMAGE ID",
                            "REPOSITORY",
                            "SHARED SIZE",
                            "SIZE",
                            "TAG",
                            "UNIQUE SIZE",
                            "SIZE"));

    /// @param tagDigests whether a row with a tag shows its repository's digests
    /// @param digestRows whether digests without a tag have a row each, instead of one for all
    static void addRows(
            List<ImageLine> rows,
            ImageRow image,
            boolean tagDigests,
            boolean digestRows,
            boolean cut,
            long now) {
        if (image.repoTags().isEmpty() && image.repoDigests().isEmpty()) {
            rows.add(new ImageLine(image, NONE, NONE, NONE, cut, now));
            return;
        }
        Map<String, List<String>> tags = byRepository(image.repoTags(), ':');
        Map<String, List<String>> digests = byRepository(image.repoDigests(), '@');
        for (Map.Entry<String, List<String>> entry : tags.entrySet()) {
            List<String> own = digests.remove(entry.getKey());
            for (String tag : entry.getValue()) {
                for (String digest : tagDigests && own != null ? own : List.of(NONE)) {
                    rows.add(new ImageLine(image, entry.getKey(), tag, digest, cut, now));
                }
            }
        }
        for (Map.Entry<String, List<String>> entry : digests.entrySet()) {
            for (String digest : digestRows ? entry.getValue() : List.of("")) {
                rows.add(new ImageLine(image, entry.getKey(), NONE, digest, cut, now));
            }
        }
    }

    /// The one line that an image has where only its first tag is shown.
    ///
    /// @param json an element of a list of images
    public static ImageLine first(Map<?, ?> json, boolean cut, long now) {
        ImageRow image =
                new ImageRow(
                        JsonFields.number(json.get("Containers")),
                        JsonFields.number(json.get("Created")),
                        JsonFields.text(json.get("Id")),
                        Map.of(),
                        "",
                        JsonFields.texts(json.get("RepoDigests")),
                        JsonFields.texts(json.get("RepoTags")),
                        JsonFields.number(json.get("SharedSize")),
                        JsonFields.number(json.get("Size")));
        String name = image.repoTags().isEmpty() ? "" : image.repoTags().getFirst();
        int colon = name.startsWith(NONE) ? -1 : name.lastIndexOf(':');
        return colon < 0
                ? new ImageLine(image, NONE, NONE, "", cut, now)
                : new ImageLine(
                        image, name.substring(0, colon), name.substring(colon + 1), "", cut, now);
    }

    private static Map<String, List<String>> byRepository(List<String> names, char separator) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (String name : names) {
            int split = name.lastIndexOf(separator);
            if (split > 0) {
                // A lambda here would cost milliseconds of start-up.
                List<String> own = parts.get(name.substring(0, split));
                if (own == null) {
                    own = new ArrayList<>();
                    parts.put(name.substring(0, split), own);
                }
                own.add(name.substring(split + 1));
            }
        }
        return parts;
    }

    String id() {
        return cut ? Names.shortId(image.id()) : image.id();
    }

    String createdSince() {
        return HumanDuration.of(now - image.created()) + " ago";
    }

    String size() {
        return HumanSize.three(image.size());
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Object field(String name) {
        return switch (name) {
            case "Containers" -> known(image.containers(), Long.toString(image.containers()));
            case "CreatedAt" -> GoTime.full(image.created());
            case "CreatedSince" -> createdSince();
            case "Digest" -> digest;
            case "ID" -> id();
            case "Repository" -> repository;
            case "SharedSize" -> known(image.sharedSize(), HumanSize.four(image.sharedSize()));
            case "Size" -> size();
            case "Tag" -> tag;
            case "VirtualSize" -> HumanSize.four(image.size());
            case "UniqueSize" ->
                    image.sharedSize() < 0
                            ? "N/A"
                            : HumanSize.four(image.size() - image.sharedSize());
            default -> throw new IllegalArgumentException("no field " + name);
        };
    }

    private static String known(long value, String text) {
        return value < 0 ? "N/A" : text;
    }
}
