package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import dev.varve.container.CommitRequest;
import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerFilters;
import dev.varve.container.ContainerState;
import dev.varve.container.ContainerSummary;
import dev.varve.container.CopyIn;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.event.Event;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.gc.Removal;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageSummary;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.storage.LayerKey;
import dev.varve.storage.WritableSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class ContainerTest {
    private static final TestLayer BASE =
            TestLayer.gzip(TarBuilder.pax().directory("etc").file("etc/os-release", "ID=demo\n"));
    private static final TestLayer TOP =
            TestLayer.gzip(TarBuilder.pax().directory("srv").file("srv/data", "x".repeat(100)));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
        store.registry.publish("library/app", "latest", image("1", BASE, TOP));
        store.pull("app");
    }

    @AfterEach
    void close() throws IOException {
        for (ContainerSummary row : list(ContainerFilters.NONE)) {
            store.engine.containers().unmount(row.container().id());
        }
        store.close();
    }

    private static TestImage image(String mark, TestLayer... layers) {
        TestImage.Builder builder =
                TestImage.builder().label("mark", mark).env("PATH=/bin").cmd("/bin/sh");
        for (TestLayer layer : layers) {
            builder.layer(layer, "RUN make-layer");
        }
        return builder.build();
    }

    @Test
    void aSizeLimitThatTheDriverCannotSetIsRefusedBeforeAnythingIsMade() {
        HostConfig limited =
                HostConfig.ofRequest(
                        JsonNodeFactory.instance
                                .objectNode()
                                .set(
                                        "StorageOpt",
                                        JsonNodeFactory.instance.objectNode().put("size", "1G")));
        CreateRequest request =
                new CreateRequest(
                        Optional.of("web"), RunConfig.EMPTY.with(RunField.IMAGE, "app"), limited);
        assertThatThrownBy(() -> store.engine.containers().create(request))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining(driver + " cannot limit the size of a container here");
        assertThat(list(ContainerFilters.NONE)).isEmpty();
    }

    private String create(String name, String image) {
        return store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(name),
                                RunConfig.EMPTY.with(RunField.IMAGE, image),
                                HostConfig.EMPTY));
    }

    private List<ContainerSummary> list(ContainerFilters filters) {
        return store.engine.containers().list(filters, true, 0, false);
    }

    private List<String> names(Map<String, List<String>> filters) {
        return list(ContainerFilters.forList(filters)).stream()
                .map(row -> row.container().name())
                .toList();
    }

    private List<String> actions() {
        return store.engine.events().past().stream()
                .filter(event -> event.type().equals("container"))
                .map(Event::action)
                .toList();
    }

    private List<String> removeImage(String given, boolean force) {
        List<String> words = new ArrayList<>();
        for (Removal removal : store.engine.remover().remove(given, force, false)) {
            words.add(
                    switch (removal) {
                        case Removal.Untagged(String reference) -> reference;
                        case Removal.Deleted(Digest digest) -> digest.toString();
                    });
        }
        return words;
    }

    @Test
    void aRefusalNamesTheHoldersInTheOrderOfTheirAge() {
        List<String> holders =
                Stream.of("c1", "c2", "c3", "c4")
                        .map(name -> create(name, "app").substring(0, 12))
                        .toList();
        assertThatThrownBy(() -> removeImage("app", false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("containers " + String.join(", ", holders) + " are using");
    }

    @Test
    void readingAContainersFilesIsToldBeforeTheFirstByte() {
        create("web", "app");
        List<List<String>> told = new ArrayList<>();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        told.add(actions());
                    }
                };
        store.engine.containerFiles().copyOut("web", "/etc/os-release", out);
        assertThat(told.getFirst()).containsExactly("create", "archive-path");
        told.clear();
        store.engine.containerFiles().export("web", out);
        assertThat(told.getFirst()).containsExactly("create", "archive-path", "export");
        assertThatThrownBy(() -> store.engine.containerFiles().copyOut("web", "/nope", out))
                .isInstanceOf(NotFound.class);
        assertThat(actions()).hasSize(3);
    }

    @Test
    void aContainerHasItsImagesConfigAndANameAndSurvivesARestart() throws IOException {
        String id = create("web", "app");
        store.reopen();

        ContainerDetails details = store.engine.containers().inspect("web", true);
        assertThat(details.container().id()).isEqualTo(id);
        assertThat(details.container().imageText()).isEqualTo("app");
        assertThat(details.container().config().commandLine()).containsExactly("/bin/sh");
        assertThat(details.container().config().labels()).containsEntry("mark", "1");
        assertThat(details.container().config().text(RunField.HOSTNAME))
                .isEqualTo(id.substring(0, 12));
        assertThat(details.state()).isEqualTo(ContainerState.CREATED);
        assertThat(details.sizes().orElseThrow().writable()).isZero();
        assertThat(details.sizes().orElseThrow().whole()).isEqualTo(108);
        assertThat(store.engine.containers().inspect("/web", false).container().id()).isEqualTo(id);
        assertThat(store.engine.containers().inspect(id.substring(0, 5), false).container().id())
                .isEqualTo(id);
    }

    @Test
    void aContainerWithoutANameGetsOne() {
        String id =
                store.engine
                        .containers()
                        .create(
                                new CreateRequest(
                                        Optional.empty(),
                                        RunConfig.EMPTY.with(RunField.IMAGE, "app"),
                                        HostConfig.EMPTY));

        assertThat(store.engine.containers().inspect(id, false).container().name())
                .matches("[a-z]+_[a-z]+");
    }

    @Test
    void badRequestsAreRefusedInDockersWordsAndLeaveNothing() throws IOException {
        String id = create("web", "app");

        assertThatThrownBy(() -> create("web", "app"))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "Conflict. The container name \"/web\" is already in use by container \""
                                + id
                                + "\". You have to remove (or rename) that container to be able to"
                                + " reuse that name.");
        assertThatThrownBy(() -> create("a", "app"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(
                        "Invalid container name (a), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed");
        assertThatThrownBy(() -> create("other", "nope"))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such image: nope:latest");
        assertThatThrownBy(() -> store.engine.containers().inspect("nope", false))
                .isInstanceOf(NotFound.class)
                .hasMessage("No such container: nope");
        assertThat(store.engine.driver().listWritable()).hasSize(1);
    }

    @Test
    void anImageInUseNeedsForceAndItsLayersStayUntilTheContainerGoes() throws IOException {
        create("web", "app");

        assertThatThrownBy(() -> removeImage("app", false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("is using its referenced image");
        String imageId = imageId("app");
        assertThat(removeImage("app", true)).hasSize(3).endsWith(imageId);
        assertThat(store.engine.driver().list()).hasSize(2);
        assertThat(list(ContainerFilters.NONE).getFirst().shownImage()).isEqualTo(imageId);
        store.assertSound();
        store.reopen();

        store.engine.containers().remove("web", false);
        assertThat(store.engine.driver().list()).isEmpty();
        assertThat(store.engine.driver().listWritable()).isEmpty();
    }

    private String imageId(String name) {
        return store.engine.images().inspect(name).image().id().toString();
    }

    @Test
    void aMountedContainerRunsAndHoldsItsImageAgainstForce() throws IOException {
        create("web", "app");
        Path root = store.engine.containers().mount("web");

        assertThat(root.resolve("etc/os-release")).hasContent("ID=demo\n");
        Files.writeString(root.resolve("new"), "written");
        assertThat(store.engine.containers().mount("web")).isEqualTo(root);
        assertThat(store.engine.containers().inspect("web", false).state())
                .isEqualTo(ContainerState.RUNNING);
        assertThatThrownBy(() -> removeImage(imageId("app").substring(7, 20), true))
                .hasMessageContaining("(cannot be forced) - image is being used by running");
        assertThatThrownBy(() -> store.engine.containers().remove("web", false))
                .isInstanceOf(Conflict.class)
                .hasMessage(
                        "cannot remove container \"web\": container is running: stop the container"
                                + " before removing or force remove");

        store.reopen();
        assertThat(store.engine.containers().inspect("web", true).sizes().orElseThrow().writable())
                .isEqualTo(7);
        store.engine.containers().unmount("web");
        store.engine.containers().unmount("web");
        assertThat(store.engine.containers().inspect("web", false).state())
                .isEqualTo(ContainerState.CREATED);
        assertThat(store.engine.containers().mount("web").resolve("new")).hasContent("written");
        store.engine.containers().remove("web", true);
        assertThat(store.engine.driver().listWritable()).isEmpty();
        assertThat(actions()).containsExactly("unmount", "mount", "destroy");
    }

    private Digest commit(String container, String name, String... changes) {
        return store.engine
                .commit()
                .commit(
                        new CommitRequest(
                                container,
                                Optional.of(ReferenceParser.parseNormalized(name))
                                        .map(Reference::withDefaultTag),
                                "why",
                                "who",
                                Optional.empty(),
                                DockerfileChanges.parse(List.of(changes))));
    }

    @Test
    void aCommitMakesAnImageOfWhatTheContainerChanged() throws IOException {
        create("web", "app");
        Path root = store.engine.containers().mount("web");
        Files.writeString(root.resolve("new"), "1234567");
        Files.delete(root.resolve("etc/os-release"));

        Digest id = commit("web", "mine", "CMD [\"a\", \"b\"]", "LABEL made=here");

        ImageDetails image = store.engine.images().inspect("mine");
        assertThat(image.image().id()).isEqualTo(id);
        assertThat(image.image().parent().orElseThrow().toString()).isEqualTo(imageId("app"));
        assertThat(image.image().layers()).hasSize(3);
        assertThat(image.image().size()).isEqualTo(108 + 7);
        assertThat(image.image().labels())
                .containsOnly(Map.entry("mark", "1"), Map.entry("made", "here"));
        assertThat(image.config().author()).isEqualTo("who");
        assertThat(image.config().history().getLast().comment()).isEqualTo("why");
        assertThat(image.config().history().getLast().createdBy()).isEqualTo("/bin/sh");
        assertThat(store.engine.images().history("mine")).hasSize(3);
        store.engine.containers().unmount("web");
        store.reopen();

        create("again", "mine");
        Path copy = store.engine.containers().mount("again");
        assertThat(copy.resolve("new")).hasContent("1234567");
        assertThat(copy.resolve("etc/os-release")).doesNotExist();
        assertThat(copy.resolve("srv/data")).exists();
        assertThat(
                        store.engine
                                .containers()
                                .inspect("again", false)
                                .container()
                                .config()
                                .commandLine())
                .containsExactly("a", "b");
    }

    @Test
    void filesAreCopiedInAndOutOfContainersAtRestAndMounted() throws IOException {
        create("web", "app");
        byte[] tar = TarBuilder.pax().directory("d").file("d/f", "copied").build();
        CopyIn into = new CopyIn("/srv", false, false);

        store.engine.containerFiles().copyIn("web", into, new ByteArrayInputStream(tar));

        assertThat(store.engine.containerFiles().changes("web"))
                .extracting(change -> change.kind() + " " + change.path())
                .containsExactly("MODIFIED /srv", "ADDED /srv/d", "ADDED /srv/d/f");
        assertThat(store.engine.containerFiles().stat("web", "/srv/d/f").size()).isEqualTo(6);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        store.engine.containerFiles().export("web", whole);
        assertThat(whole.size()).isGreaterThan(tar.length);

        Path root = store.engine.containers().mount("web");
        assertThat(root.resolve("srv/d/f")).hasContent("copied");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.engine.containerFiles().copyOut("web", "/srv/d", out);
        assertThat(out.size()).isPositive();
        store.engine
                .containerFiles()
                .copyIn("web", new CopyIn("/etc", false, false), new ByteArrayInputStream(tar));
        assertThat(root.resolve("etc/d/f")).hasContent("copied");
        assertThat(actions())
                .containsExactly(
                        "create",
                        "extract-to-dir",
                        "export",
                        "mount",
                        "archive-path",
                        "extract-to-dir");
    }

    @Test
    void whatCannotBeCopiedIsToldInDockersWords() {
        create("web", "app");
        ByteArrayInputStream nothing = new ByteArrayInputStream(new byte[0]);

        assertThatThrownBy(() -> store.engine.containerFiles().stat("web", "/nope"))
                .isInstanceOf(NotFound.class)
                .hasMessage("Could not find the file /nope in container web");
        assertThatThrownBy(() ->
                        store.engine
                                .containerFiles()
                                .copyIn(
                                        "web",
                                        new CopyIn("/etc/os-release", false, false),
                                        nothing))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("extraction point is not a directory");
        assertThatThrownBy(() ->
                        store.engine
                                .containerFiles()
                                .copyIn(
                                        "web",
                                        new CopyIn("/etc", false, false),
                                        new ByteArrayInputStream(
                                                "no tar".repeat(200).getBytes(UTF_8))))
                .isInstanceOf(InvalidArgument.class)
                .hasMessageContaining("the archive is damaged");
        byte[] tar = TarBuilder.pax().directory("os-release").build();
        assertThatThrownBy(() ->
                        store.engine
                                .containerFiles()
                                .copyIn(
                                        "web",
                                        new CopyIn("/etc", true, false),
                                        new ByteArrayInputStream(tar)))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("cannot overwrite non-directory");
    }

    @Test
    void aCommitMovesItsNameAndTellsWhatHappened() throws IOException {
        create("web", "app");
        Path root = store.engine.containers().mount("web");
        Files.writeString(root.resolve("new"), "one");
        Digest first = commit("web", "mine");
        Files.writeString(root.resolve("new"), "two");
        Digest second = commit("web", "mine");

        assertThat(imageId("mine")).isEqualTo(second.toString());
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "mine:latest", "<none>");
        assertThat(store.engine.events().past())
                .extracting(event -> event.type() + " " + event.action())
                .endsWith("image create", "image tag", "container commit");
        assertThat(store.engine.events().past().getLast().attributes())
                .containsEntry("imageID", second.toString())
                .containsEntry("imageRef", "mine:latest")
                .containsEntry("comment", "why");
        assertThat(removeImage(first.hex(), false)).hasSize(2);
        assertThat(removeImage("mine", false)).hasSize(3);
        assertThat(store.engine.driver().list()).hasSize(2);
    }

    @Test
    void aCommitOfNothingMakesNoLayer() {
        create("web", "app");

        commit("web", "mine");

        ImageDetails image = store.engine.images().inspect("mine");
        assertThat(image.image().layers()).hasSize(2);
        assertThat(image.config().history().getLast().emptyLayer()).isTrue();
        assertThat(store.engine.images().history("mine").getFirst().size()).isZero();
    }

    @Test
    void theSameChangesAgainAreOneLayer() throws IOException {
        create("one", "app");
        create("two", "app");
        for (String name : List.of("one", "two")) {
            Path root = store.engine.containers().mount(name);
            Files.writeString(root.resolve("same"), "same");
            for (Path changed : List.of(root.resolve("same"), root)) {
                Files.setLastModifiedTime(changed, FileTime.from(Instant.EPOCH));
            }
            commit(name, name);
        }

        assertThat(store.engine.driver().list()).hasSize(3);
        assertThat(imageId("one")).isNotEqualTo(imageId("two"));
    }

    @Test
    void aContainerWhoseImageIsGoneCannotBeCommitted() {
        create("web", "app");
        removeImage("app", true);

        assertThatThrownBy(() -> commit("web", "mine"))
                .isInstanceOf(NotFound.class)
                .hasMessageStartingWith("No such image: sha256:")
                .hasMessageContaining("container web was made of it");
    }

    @Test
    void listsAreFilteredAsDockerFiltersThem() {
        create("one", "app");
        store.registry.publish("library/other", "latest", image("2", BASE));
        store.pull("other");
        String two = create("two", "other");
        create("three", "app");
        store.engine.containers().mount("two");

        assertThat(names(Map.of())).containsExactly("three", "two", "one");
        assertThat(store.engine.containers().list(ContainerFilters.NONE, false, 0, false))
                .hasSize(1);
        assertThat(names(Map.of("name", List.of("^t")))).containsExactly("three", "two");
        assertThat(names(Map.of("name", List.of("/one")))).containsExactly("one");
        assertThat(names(Map.of("id", List.of(two.substring(0, 20))))).containsExactly("two");
        assertThat(names(Map.of("before", List.of("two")))).containsExactly("one");
        assertThat(names(Map.of("since", List.of("two")))).containsExactly("three");
        assertThat(names(Map.of("ancestor", List.of("app")))).containsExactly("three", "one");
        assertThat(names(Map.of("ancestor", List.of("nope")))).isEmpty();
        assertThat(names(Map.of("label", List.of("mark=2")))).containsExactly("two");
        assertThat(names(Map.of("status", List.of("running")))).containsExactly("two");
        assertThat(names(Map.of("exited", List.of("0")))).isEmpty();
        assertThat(names(Map.of("volume", List.of("v")))).isEmpty();
        assertThat(store.engine.containers().list(ContainerFilters.NONE, false, 2, false))
                .hasSize(2);
        store.engine.containers().unmount("two");
    }

    @Test
    void renamingKeepsEverythingButTheName() {
        String id = create("web", "app");
        create("db", "app");

        assertThatThrownBy(() -> store.engine.containers().rename("web", "db"))
                .isInstanceOf(Conflict.class)
                .hasMessageStartingWith(
                        "Error when allocating new name: Conflict. The container name \"/db\"");
        assertThatThrownBy(() -> store.engine.containers().rename("web", "/web"))
                .hasMessage("Renaming a container with the same name as its current name");
        store.engine.containers().rename("web", "site");

        assertThat(store.engine.containers().inspect("site", false).container().id()).isEqualTo(id);
        assertThat(store.engine.events().past().getLast().attributes())
                .containsEntry("oldName", "/web")
                .containsEntry("name", "site");
    }

    @Test
    void pruneRemovesContainersAtRestThatTheFiltersChoose() throws IOException {
        create("one", "app");
        create("two", "app");
        Path root = store.engine.containers().mount("two");
        Files.writeString(root.resolve("new"), "12345");
        store.engine.containers().unmount("two");
        create("up", "app");
        store.engine.containers().mount("up");
        Clock clock = Clock.systemUTC();

        assertThat(
                        store.engine
                                .containers()
                                .prune(
                                        ContainerFilters.forPrune(
                                                Map.of("until", List.of("24h")), clock))
                                .removed())
                .isEmpty();
        assertThatThrownBy(() -> ContainerFilters.forPrune(Map.of("label", List.of("")), clock))
                .hasMessage("invalid filter 'label'");
        var report = store.engine.containers().prune(ContainerFilters.forPrune(Map.of(), clock));
        assertThat(report.removed()).hasSize(2);
        assertThat(report.reclaimed()).isEqualTo(5);
        assertThat(names(Map.of())).containsExactly("up");
        store.engine.containers().unmount("up");
    }

    @Test
    void imagesCountTheirContainersAndPruneLeavesThoseInUse() {
        create("one", "app");
        create("two", "app");

        assertThat(store.engine.images().list(ImageFilters.NONE, false, false))
                .extracting(ImageSummary::containers)
                .containsExactly(2);
        var report =
                store.engine
                        .pruner()
                        .prune(
                                ImageFilters.forPrune(
                                        Map.of("dangling", List.of("false")), Clock.systemUTC()));
        assertThat(report.removals()).isEmpty();
    }

    @Test
    void aWritableLayerThatNoContainerHasIsSweptAndAContainerWithoutOneIsTold() throws IOException {
        create("web", "app");
        store.engine
                .driver()
                .createWritable(LayerKey.random(), Optional.empty(), WritableSpec.unlimited("{}"));
        store.reopen();
        assertThat(store.engine.driver().listWritable()).hasSize(1);

        store.engine.driver().remove(store.engine.driver().listWritable());
        store.reopen();
        assertThat(store.engine.check().run())
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.toString())
                                .contains("container web", "writable layer is missing"));
        assertThat(names(Map.of())).containsExactly("web");
        store.engine.containers().remove("web", false);
    }

    @Test
    void anImageWithoutLayersOrCommandIsNoObstacleOrIsOne() {
        store.registry.publish("library/empty", "latest", TestImage.builder().build());
        store.pull("empty");

        assertThatThrownBy(() -> create("web", "empty"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("no command specified");
        store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of("web"),
                                RunConfig.ofRequest(
                                                JsonNodeFactory.instance
                                                        .objectNode()
                                                        .put("Image", "empty")
                                                        .put("Cmd", "x"))
                                        .orElseThrow(),
                                HostConfig.EMPTY));
        assertThat(store.engine.containers().inspect("web", true).sizes().orElseThrow().whole())
                .isZero();
    }
}
