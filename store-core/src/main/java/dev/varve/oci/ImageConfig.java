package dev.varve.oci;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.text.GoQuote;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The config of an image. Keeps the exact text, whose digest is the image ID; the rest is a view.
/// Fields that are absent read as "" or empty, as docker reads them. An artifact has a stand-in.
///
/// Source: OCI image-spec config.md; Docker "Image Specification v1.2".
public final class ImageConfig {
    private static final List<String> TOP_NAMES = List.of("rootfs", "config", "history", "created");

    private static final String CREATED = "org.opencontainers.image.created";

    private final String text;
    private final Digest id;
    private final Fields fields;
    private final Optional<Instant> created;
    private final Platform platform;
    private final Map<String, String> labels;
    private final List<Digest> diffIds;
    private final List<HistoryItem> history;

    private ImageConfig(String text, Digest id, Fields fields, DocumentLimits limits) {
        this.text = text;
        this.id = id;
        this.fields = fields;
        this.created = created(fields);
        this.platform =
                new Platform(
                        fields.text("os"),
                        fields.text("architecture"),
                        fields.text("variant"),
                        fields.text("os.version"));
        this.labels = fields.has("config") ? fields.object("config").texts("Labels") : Map.of();
        this.diffIds = readDiffIds(fields, limits);
        this.history =
                fields.list("history", Integer.MAX_VALUE, (what, item) -> history(what, item));
    }

    /// Parses one that the store has accepted already, whatever the limits are by now.
    public static ImageConfig parse(String text) {
        return parse(text, DocumentLimits.WIDEST);
    }

    /// Throws [Corrupt] for a text that breaks the format.
    public static ImageConfig parse(String text, DocumentLimits limits) {
        String what = "image configuration";
        Fields fields = new Fields(what, Json.object(what, text, limits.configBytes()));
        Json.requireExactNames(what, fields.node(), TOP_NAMES);
        Digest id = Digest.sha256(text.getBytes(StandardCharsets.UTF_8));
        ImageConfig config = new ImageConfig(text, id, fields, limits);
        List.of("author", "comment", "container", "docker_version", "parent").forEach(fields::text);
        return config;
    }

    /// What stands for the config of an artifact, which has none that Varve could read: without
    /// layers, history, labels and platform. The ID is the manifest's digest, for the config of an
    /// artifact is often an empty one that many share.
    ///
    /// @param id the digest by which the manifest is known
    public static ImageConfig ofArtifact(Manifest manifest, Digest id) {
        ObjectNode root = Json.mapper().createObjectNode();
        String created = manifest.annotations().getOrDefault(CREATED, "");
        if (Rfc3339.parse(created).isPresent()) {
            root.put("created", created);
        }
        root.putObject("rootfs");
        return new ImageConfig(
                root.toString(), id, new Fields("artifact", root), DocumentLimits.WIDEST);
    }

    public String text() {
        return text;
    }

    /// Bytes of the text.
    public long size() {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /// The image ID.
    public Digest id() {
        return id;
    }

    public Optional<Instant> created() {
        return created;
    }

    /// The same time with the offset from UTC in which the config has it.
    public Optional<OffsetDateTime> createdWithOffset() {
        return created.isEmpty()
                ? Optional.empty()
                : Rfc3339.parseWithOffset(fields.text("created"));
    }

    public Platform platform() {
        return platform;
    }

    public String os() {
        return platform.os();
    }

    public String architecture() {
        return platform.architecture();
    }

    public String variant() {
        return platform.variant();
    }

    public String osVersion() {
        return platform.osVersion();
    }

    public String author() {
        return fields.text("author");
    }

    /// The comment of the config itself; inspect falls back to the last one in the history.
    public String comment() {
        return fields.text("comment");
    }

    public String container() {
        return fields.text("container");
    }

    public String dockerVersion() {
        return fields.text("docker_version");
    }

    /// The parent's image ID as old builders wrote it into the config; dockerd keeps it elsewhere.
    public String parent() {
        return fields.text("parent");
    }

    public boolean hasConfig() {
        return fields.has("config");
    }

    /// The execution parameters as they stand, for the inspect view; the caller's own copy.
    public Optional<ObjectNode> config() {
        return objectAt("config");
    }

    /// The parameters of the container that made the image, which old clients are shown.
    public Optional<ObjectNode> containerConfig() {
        return objectAt("container_config");
    }

    /// Labels in the order of the text.
    public Map<String, String> labels() {
        return labels;
    }

    /// Bottom first.
    public List<Digest> diffIds() {
        return diffIds;
    }

    /// Oldest first.
    public List<HistoryItem> history() {
        return history;
    }

    private Optional<ObjectNode> objectAt(String name) {
        return fields.node().path(name) instanceof ObjectNode object
                ? Optional.of(object.deepCopy())
                : Optional.empty();
    }

    private static List<Digest> readDiffIds(Fields fields, DocumentLimits limits) {
        if (!(fields.node().path("rootfs") instanceof ObjectNode)) {
            throw new Corrupt("invalid rootfs in image configuration");
        }
        Fields rootfs = fields.object("rootfs");
        Json.requireExactNames(rootfs.what(), rootfs.node(), List.of("type", "diff_ids"));
        String type = rootfs.text("type");
        if (!type.isEmpty() && !type.equals("layers")) {
            throw new Unsupported(
                    "image configuration has a rootfs of the type " + GoQuote.quote(type));
        }
        return rootfs.list("diff_ids", limits.layers(), ImageConfig::diffId);
    }

    private static Digest diffId(String what, JsonNode item) {
        return Fields.digest(what, item.isTextual() ? item.textValue() : "");
    }

    private static HistoryItem history(String what, JsonNode item) {
        Fields fields = new Fields(what, item);
        return new HistoryItem(
                created(fields),
                fields.text("created_by"),
                fields.text("author"),
                fields.text("comment"),
                fields.flag("empty_layer"));
    }

    private static Optional<Instant> created(Fields fields) {
        Optional<String> text = fields.optionalText("created");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> time = Rfc3339.parse(text.get());
        if (time.isEmpty()) {
            throw new Corrupt(
                    fields.what() + ": created is not a time: " + GoQuote.quote(text.get()));
        }
        return time;
    }
}
