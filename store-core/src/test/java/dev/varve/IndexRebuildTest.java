package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.check.CheckLevel;
import dev.varve.container.ContainerFilters;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestArtifact;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.reference.ReferenceParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A store that has lost its index is shown, is not changed, and gets its index back.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class IndexRebuildTest {
    private static final TestLayer BASE =
            TestLayer.gzip(TarBuilder.pax().directory("etc").file("etc/id", "base"));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void fill() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
        TestImage app = image("app");
        store.registry.publish("library/app", "latest", app);
        store.registry.publish("library/next", "latest", image("next"));
        store.registry.publish("library/chart", "latest", TestArtifact.chart("c".repeat(2000)));
        store.pull("app");
        tag("app", "app:old");
        store.pull("next");
        store.pull("chart");
        // Leaves an image without a name.
        store.registry.publish("library/next", "latest", image("newer"));
        store.pull("next");
        create("web");
        create("idle");
        Path root = store.engine.containers().mount("web");
        Files.writeString(root.resolve("own"), "written");
        store.engine.containers().unmount("web");
    }

    private static TestImage image(String mark) {
        return TestImage.builder()
                .cmd("/bin/run")
                .label("mark", mark)
                .layer(BASE)
                .layer(TestLayer.gzip(TarBuilder.pax().file("mark", mark)))
                .build();
    }

    private void tag(String from, String to) {
        store.engine.images().tag(from, ReferenceParser.parseNormalized(to).withDefaultTag());
    }

    private void create(String name) {
        store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(name),
                                RunConfig.EMPTY.with(RunField.IMAGE, "app"),
                                HostConfig.EMPTY));
    }

    @AfterEach
    void close() throws IOException {
        store.engine.close();
        store.registry.close();
    }

    private Path index() {
        return store.root().resolve("varve.db");
    }

    private List<String> rows() {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + index());
                Statement statement = connection.createStatement()) {
            for (String table :
                    List.of(
                            "blob",
                            "edge",
                            "layer",
                            "image",
                            "image_layer",
                            "name",
                            "container",
                            "garbage",
                            "image_mount")) {
                try (ResultSet found = statement.executeQuery("SELECT * FROM " + table)) {
                    while (found.next()) {
                        StringBuilder row = new StringBuilder(table);
                        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                            row.append('|').append(found.getString(i));
                        }
                        rows.add(row.toString());
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        rows.sort(null);
        return rows;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(store.root())) {
            return files.filter(path -> !path.getFileName().toString().startsWith("varve.db"))
                    .filter(path -> !path.getFileName().toString().equals(".index.json.new"))
                    .sorted()
                    .toList();
        }
    }

    private void stopAnd(Damage damage) throws IOException {
        store.stop();
        damage.run();
        store.start();
    }

    private interface Damage {
        void run() throws IOException;
    }

    private void assertReadOnlyThenRebuilt(List<String> names, List<String> before)
            throws IOException {
        List<Path> files = files();
        assertThat(store.engine.damage()).isPresent();
        assertThat(store.names()).containsExactlyInAnyOrderElementsOf(names);
        assertThat(store.engine.containers().list(ContainerFilters.NONE, true, 0, false))
                .hasSize(2);
        assertThatThrownBy(() -> tag("app", "other"))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining("--rebuild-index");
        assertThat(store.engine.check(CheckLevel.META).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.object()).isEqualTo("index"));
        assertThat(files()).isEqualTo(files);
        assertThat(store.engine.rebuildIndex()).isEmpty();
        assertThat(store.engine.damage()).isEmpty();
        store.stop();
        assertThat(rows()).isEqualTo(before);
        store.start();
        store.assertSound();
        assertThat(store.names()).containsExactlyInAnyOrderElementsOf(names);
        tag("app", "other");
    }

    @Test
    void aLostIndexComesBackRowForRow() throws IOException {
        List<String> names = store.names();
        store.stop();
        List<String> before = rows();
        store.start();
        stopAnd(() -> Files.delete(index()));
        assertReadOnlyThenRebuilt(names, before);
    }

    @Test
    void aFileThatIsNoDatabaseIsKeptBesideTheNewIndex() throws IOException {
        List<String> names = store.names();
        store.stop();
        List<String> before = rows();
        store.start();
        stopAnd(() -> Files.writeString(index(), "nothing of the kind".repeat(1000)));
        assertReadOnlyThenRebuilt(names, before);
        try (Stream<Path> root = Files.list(store.root())) {
            assertThat(root.map(path -> path.getFileName().toString()))
                    .anyMatch(name -> name.startsWith("varve.db.damaged-"));
        }
    }

    @Test
    void damagedPagesAreFoundWhenTheStoreIsOpened() throws IOException {
        List<String> names = store.names();
        store.stop();
        List<String> before = rows();
        store.start();
        stopAnd(() -> {
            try (RandomAccessFile file = new RandomAccessFile(index().toFile(), "rw")) {
                file.seek(2 * 4096);
                file.write(new byte[4096]);
            }
        });
        assertReadOnlyThenRebuilt(names, before);
    }

    @Test
    void anEmptyIndexBesideImagesIsALostOne() throws IOException {
        List<String> names = store.names();
        store.stop();
        List<String> before = rows();
        store.start();
        stopAnd(() -> Files.write(index(), new byte[0]));
        assertReadOnlyThenRebuilt(names, before);
    }

    private List<String> damage(String name) {
        return store.engine.images().inspect(name).damage();
    }

    @Test
    void damageThatTheOldIndexKnewIsSaidToBeForgottenUntilAllIsRead() throws IOException {
        Path blob = store.root().resolve("blobs/sha256").resolve(BASE.digest().substring(7));
        try (RandomAccessFile file = new RandomAccessFile(blob.toFile(), "rw")) {
            file.seek(20);
            int old = file.read();
            file.seek(20);
            file.write(old ^ 1);
        }
        assertThat(store.engine.check(CheckLevel.READ_DATA).unchecked())
                .noneMatch(sentence -> sentence.contains("--level read-data"));
        List<String> known = damage("app");
        assertThat(known).isNotEmpty();
        stopAnd(() -> Files.delete(index()));
        store.engine.rebuildIndex();

        for (String level : List.of("quick", "meta", "read-data=99%")) {
            assertThat(store.engine.check(CheckLevel.parse(level)).unchecked())
                    .as(level)
                    .anyMatch(sentence -> sentence.contains("--level read-data"));
        }
        assertThat(store.engine.check(CheckLevel.READ_DATA).unchecked())
                .noneMatch(sentence -> sentence.contains("--level read-data"));
        assertThat(damage("app")).isEqualTo(known);
        assertThat(store.engine.check(CheckLevel.META).unchecked())
                .noneMatch(sentence -> sentence.contains("--level read-data"));
    }

    @Test
    void damageThatShowsWithoutReadingEverythingIsKnownAgainWithTheRebuild() throws IOException {
        stopAnd(() -> {
            Files.writeString(
                    store.root().resolve("blobs/sha256").resolve(BASE.digest().substring(7)), "x");
            Files.delete(index());
        });
        store.engine.rebuildIndex();
        assertThat(store.engine.check(CheckLevel.META).problems()).isNotEmpty();
        assertThat(damage("app").toString()).contains(BASE.digest());
    }

    @Test
    void whatCannotBeRestoredIsToldAndNothingIsSweptAfterwards() throws IOException {
        String id = store.engine.images().inspect("app:old").image().id().hex();
        stopAnd(() -> {
            Files.delete(index());
            Files.writeString(store.root().resolve("blobs/sha256").resolve(id), "damaged");
        });
        List<Path> files = files();
        assertThat(store.engine.rebuildIndex())
                .anyMatch(lost -> lost.object().contains("app:old"))
                .allMatch(lost -> !lost.cure().isEmpty());
        store.reopen();
        assertThat(files()).containsAll(files);
        assertThat(store.names()).doesNotContain("app:old");
        store.pull("app");
        assertThat(store.names()).contains("app:latest");
    }
}
