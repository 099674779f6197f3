package dev.varve.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.disk.Reserve;
import dev.varve.disk.StoreLayout;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class IndexTest {
    private static final Digest CONFIG = Digest.sha256(new byte[] {1});
    private static final Digest MANIFEST = Digest.sha256(new byte[] {2});
    private static final Digest DIFF = Digest.sha256(new byte[] {3});
    private static final Reference NAME = ReferenceParser.parseNormalized("alpine:latest");

    @TempDir Path directory;
    private Index index;

    @BeforeEach
    void open() throws IOException {
        index = Index.open(directory.resolve("varve.db"), new Reserve(new StoreLayout(directory)));
    }

    @AfterEach
    void close() {
        index.close();
    }

    private static StoredImage image() {
        return new StoredImage(
                CONFIG,
                Optional.empty(),
                List.of(),
                Optional.of(Instant.parse("0001-01-01T00:00:00.123456789Z")),
                42,
                true,
                Map.of("maintainer", "\"x\" <y>", "empty", ""),
                new Platform("linux", "arm64", "v8"),
                List.of(new ImageLayer(new ChainId(DIFF), DIFF, 42)),
                Optional.empty());
    }

    private static void add(Transaction transaction) {
        BlobTable blobs = new BlobTable(transaction);
        blobs.add(new Descriptor("application/vnd.oci.image.manifest.v1+json", MANIFEST, 10));
        blobs.link(MANIFEST, List.of(CONFIG, DIFF));
        new ImageTable(transaction).add(image(), MANIFEST);
        new NameTable(transaction).set(new NameTable.Row(NAME, CONFIG, MANIFEST));
    }

    @Test
    void anImageComesBackAsItWasStored() {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        StoredImage expected = image();
        StoredImage found =
                index.read(transaction -> new ImageTable(transaction).find(CONFIG).orElseThrow());
        assertThat(found)
                .usingRecursiveComparison()
                .ignoringFields("references")
                .isEqualTo(expected);
        assertThat(found.references()).containsExactly(NAME);
        assertThat(index.<List<StoredImage>>read(t -> new ImageTable(t).all()))
                .containsExactly(found);
    }

    @Test
    void textsOfARegistryWithAnyCharactersAreReadBack() {
        String any = "\u001f\u001e\u0000\"'\\\n,[] \u00e4";
        StoredImage odd =
                new StoredImage(
                        CONFIG,
                        Optional.of(DIFF),
                        List.of(),
                        Optional.of(Instant.parse("2026-01-02T03:04:05Z")),
                        Long.MAX_VALUE,
                        false,
                        Map.of(any, any),
                        new Platform(any, "arm" + any, any + "v8", any),
                        List.of(),
                        Optional.of(Instant.EPOCH));
        index.write(transaction -> {
            new ImageTable(transaction).add(odd, MANIFEST);
            return null;
        });
        assertThat(index.<List<StoredImage>>read(t -> new ImageTable(t).all()))
                .containsExactly(odd);
    }

    @Test
    void aTransactionThatFailsChangesNothing() {
        assertThatThrownBy(() ->
                        index.write(transaction -> {
                            add(transaction);
                            throw new IllegalStateException("no");
                        }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(index.<List<StoredImage>>read(t -> new ImageTable(t).all())).isEmpty();
        assertThat(index.<List<Descriptor>>read(t -> new BlobTable(t).all())).isEmpty();
    }

    @Test
    void theRevisionIsAnotherAfterEachWriteAndTheSameAfterReading() {
        long before = index.revision();
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        long written = index.revision();
        assertThat(written).isNotEqualTo(before);
        assertThat(index.<Integer>read(t -> new ImageTable(t).count())).isOne();
        assertThat(index.revision()).isEqualTo(written);
        index.writeUnflushed(transaction -> {
            new NameTable(transaction).remove(NAME);
            return null;
        });
        assertThat(index.revision()).isNotEqualTo(written);
    }

    @Test
    void aWriteThatFlushesNothingIsSeenAtOnceAndAfterReopening() throws IOException {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        index.writeUnflushed(transaction -> {
            new NameTable(transaction).remove(NAME);
            return null;
        });
        assertThat(index.<Optional<NameTable.Row>>read(t -> new NameTable(t).find(NAME))).isEmpty();
        index.close();
        index = Index.open(directory.resolve("varve.db"), new Reserve(new StoreLayout(directory)));
        assertThat(index.<Optional<NameTable.Row>>read(t -> new NameTable(t).find(NAME))).isEmpty();
        assertThat(index.<Integer>read(t -> new ImageTable(t).count())).isOne();
    }

    @Test
    void aStatementMayRunAgainWhileItsRowsAreRead() {
        String sql = "SELECT 1 UNION SELECT 2";
        List<List<String>> found =
                index.read(t -> t.query(sql, row -> t.query(sql, again -> again.getString(1))));
        assertThat(found).containsExactly(List.of("1", "2"), List.of("1", "2"));
    }

    @Test
    void imagesWithoutLayersHaveAllElse() {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        StoredImage whole = index.<List<StoredImage>>read(t -> new ImageTable(t).all()).getFirst();
        assertThat(whole.layers()).isNotEmpty();
        assertThat(index.<List<StoredImage>>read(t -> new ImageTable(t).allWithoutLayers()))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("layers")
                .containsExactly(whole);
    }

    @Test
    void whatWasWrittenIsThereAfterReopening() throws IOException {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        index.close();
        index = Index.open(directory.resolve("varve.db"), new Reserve(new StoreLayout(directory)));
        assertThat(index.<Optional<NameTable.Row>>read(t -> new NameTable(t).find(NAME)))
                .contains(new NameTable.Row(NAME, CONFIG, MANIFEST));
    }

    @Test
    void aBlobIsReferencedByNamesImagesAndManifests() {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        assertThat(index.<Boolean>read(t -> new BlobTable(t).isReferenced(MANIFEST))).isTrue();
        assertThat(index.<Boolean>read(t -> new BlobTable(t).isReferenced(CONFIG))).isTrue();
        assertThat(index.<Boolean>read(t -> new BlobTable(t).isReferenced(DIFF))).isTrue();
        Digest stranger = Digest.sha256(new byte[] {9});
        assertThat(index.<Boolean>read(t -> new BlobTable(t).isReferenced(stranger))).isFalse();
    }

    @Test
    void prefixesFindImagesByTheirHexadecimalDigits() {
        index.write(transaction -> {
            add(transaction);
            return null;
        });
        String hex = CONFIG.hex();
        assertThat(
                        index.<List<Digest>>read(
                                t -> new ImageTable(t).withPrefix(hex.substring(0, 1), 2)))
                .containsExactly(CONFIG);
        assertThat(index.<List<Digest>>read(t -> new ImageTable(t).withPrefix(hex, 2)))
                .containsExactly(CONFIG);
        assertThat(
                        index.<List<Digest>>read(
                                t -> new ImageTable(t).withPrefix("0" + hex.substring(2), 2)))
                .isEmpty();
    }
}
