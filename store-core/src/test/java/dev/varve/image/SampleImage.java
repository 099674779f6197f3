package dev.varve.image;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Builds images for tests; what a test does not set is plain.
public final class SampleImage {
    private final Digest id;
    private Optional<Digest> parent = Optional.empty();
    private List<Reference> references = List.of();
    private Optional<Instant> created = Optional.of(Instant.EPOCH);
    private boolean hasConfig = true;
    private Map<String, String> labels = Map.of();
    private List<ImageLayer> layers = List.of();

    private SampleImage(Digest id) {
        this.id = id;
    }

    public static SampleImage named(String name) {
        return new SampleImage(digest(name));
    }

    public static SampleImage withHex(String start) {
        return new SampleImage(new Digest("sha256", start + "0".repeat(64 - start.length())));
    }

    public static Digest digest(String name) {
        return Digest.sha256(name.getBytes(StandardCharsets.UTF_8));
    }

    public SampleImage parent(StoredImage image) {
        parent = Optional.of(image.id());
        return this;
    }

    /// References as a user writes them; `repo@name` stands for the digest of that name.
    public SampleImage refs(String... texts) {
        references = Arrays.stream(texts).map(SampleImage::reference).sorted().toList();
        return this;
    }

    public static Reference reference(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? ReferenceParser.parseNormalized(text).asStored()
                : ReferenceParser.parseNormalized(text.substring(0, at))
                        .withDigest(digest(text.substring(at + 1)));
    }

    public SampleImage created(String instant) {
        created = Optional.of(Instant.parse(instant));
        return this;
    }

    public SampleImage notDated() {
        created = Optional.empty();
        return this;
    }

    public SampleImage labels(Map<String, String> values) {
        labels = values;
        return this;
    }

    public SampleImage withoutConfig() {
        hasConfig = false;
        return this;
    }

    /// @param sizes of the layers, which are equal to those of another image where name and size
    ///   are
    public SampleImage layers(String family, long... sizes) {
        List<Digest> diffIds = new ArrayList<>();
        for (long size : sizes) {
            diffIds.add(digest(family + size));
        }
        List<ChainId> chain = ChainId.chain(diffIds);
        List<ImageLayer> built = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            built.add(new ImageLayer(chain.get(i), diffIds.get(i), sizes[i]));
        }
        layers = List.copyOf(built);
        return this;
    }

    public StoredImage build() {
        return new StoredImage(
                id,
                parent,
                references,
                created,
                layers.stream().mapToLong(ImageLayer::size).sum(),
                hasConfig,
                labels,
                new Platform("linux", "amd64", ""),
                layers,
                Optional.empty());
    }
}
