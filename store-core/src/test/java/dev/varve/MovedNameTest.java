package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.reference.ReferenceParser;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// A name that comes to mean another image. The end of each test finds nothing left over.
class MovedNameTest {
    private static final TestImage ONE =
            TestImage.builder().layer(TestLayer.gzip(TarBuilder.pax().file("one", "1"))).build();
    private static final TestImage TWO =
            TestImage.builder().layer(TestLayer.gzip(TarBuilder.pax().file("two", "2"))).build();

    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "overlay2");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private void tag(String from, String to) {
        store.engine.images().tag(from, ReferenceParser.parseNormalized(to).withDefaultTag());
    }

    @Test
    void anIndexThatOnlyTheNameLedToGoesWithIt() {
        store.registry.publish("library/multi", "latest", TestIndex.of(ONE));
        store.registry.publish("library/other", "latest", TWO);
        store.pull("multi");
        store.pull("other");
        tag("multi", "moving");
        store.engine.remover().remove("multi", false, false);

        tag("other", "moving");

        assertThat(store.names())
                .containsExactlyInAnyOrder("other:latest", "moving:latest", "<none>");
    }

    @Test
    void anIndexThatAPullTakesTheLastNameFromGoes() {
        store.registry.publish("library/multi", "latest", TestIndex.of(ONE));
        store.registry.publish("library/other", "latest", TWO);
        store.pull("multi");
        tag("multi", "other");
        store.engine.remover().remove("multi", false, false);

        store.pull("other");

        assertThat(store.names()).containsExactlyInAnyOrder("other:latest", "<none>");
    }
}
