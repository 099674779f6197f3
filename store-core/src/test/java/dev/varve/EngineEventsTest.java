package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.varve.event.Event;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;
import dev.varve.reference.ReferenceParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// What the verbs tell the event log.
class EngineEventsTest {
    private static final TestImage IMAGE =
            TestImage.builder()
                    .label("made-by", "test")
                    .label("name", "a label that the name hides")
                    .layer(TestLayer.gzip(TarBuilder.pax().file("a", "b")))
                    .build();

    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "vfs");
        store.registry.publish("library/app", "latest", IMAGE);
        store.registry.publish("library/app", "other", IMAGE);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private List<String> told() {
        return store.engine.events().past().stream()
                .map(e -> e.type() + " " + e.action() + " " + e.actorId())
                .toList();
    }

    private Event last() {
        return store.engine.events().past().getLast();
    }

    @Test
    void aPullIsToldByTheNameThatWasAskedFor() {
        store.pull("docker.io/library/app");
        assertThat(told()).containsExactly("image pull app:latest");
        assertThat(last().attributes()).isEqualTo(Map.of("name", "app", "made-by", "test"));
        store.pull("app@" + IMAGE.manifestDigest());
        assertThat(last().actorId()).isEqualTo("app@" + IMAGE.manifestDigest());
        assertThat(last().attributes()).containsEntry("name", "app");
    }

    @Test
    void aTagIsToldWithTheNewName() {
        store.pull("app");
        store.engine.images().tag("app", ReferenceParser.parseNormalized("mine/app"));
        assertThat(told()).last().isEqualTo("image tag " + IMAGE.configDigest());
        assertThat(last().attributes())
                .isEqualTo(Map.of("name", "mine/app:latest", "made-by", "test"));
    }

    @Test
    void aRemovalTellsEachTagAndThenTheImage() {
        store.pull("app");
        store.pull("app:other");
        store.engine.remover().remove("app", false, false);
        assertThat(told()).last().isEqualTo("image untag " + IMAGE.configDigest());
        assertThat(last().attributes())
                .isEqualTo(Map.of("name", IMAGE.configDigest(), "made-by", "test"));

        store.engine.remover().remove("app:other", false, false);

        assertThat(told().subList(3, 5))
                .containsExactly(
                        "image untag " + IMAGE.configDigest(),
                        "image delete " + IMAGE.configDigest());
        assertThat(last().attributes()).isEqualTo(Map.of("name", IMAGE.configDigest()));
        assertThat(told()).hasSize(5);
    }

    @Test
    void aRefusedRemovalTellsNothing() {
        store.pull("app");
        store.engine.images().tag("app", ReferenceParser.parseNormalized("mine/app"));
        int before = told().size();
        assertThat(
                        catchThrowable(() ->
                                store.engine.remover().remove(IMAGE.configDigest(), false, false)))
                .isNotNull();
        assertThat(told()).hasSize(before);
    }

    @Test
    void aPruneEndsWithWhatItReclaimed() {
        store.engine.pruner().prune(ImageFilters.NONE);
        assertThat(told()).containsExactly("image prune ");
        assertThat(last().attributes()).isEqualTo(Map.of("reclaimed", "0"));
    }
}
