package dev.varve.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.api.DeleteItem.Deleted;
import dev.varve.api.DeleteItem.Untagged;
import dev.varve.api.VersionResponse.Component;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

final class WireRecordsTest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final ApiVersion V1_40 = ApiVersion.parse("1.40");
    private static final ApiVersion V1_43 = ApiVersion.parse("1.43");
    private static final ApiVersion V1_50 = ApiVersion.parse("1.50");

    private static final ImageRow UNTAGGED =
            new ImageRow(2, 1700000000, "sha256:aa", Map.of(), "", List.of(), List.of(), -1, 42);

    @Test
    void imageRowHasDockersKeyOrder() throws IOException {
        ImageRow row =
                new ImageRow(
                        2,
                        1700000000,
                        "sha256:aa",
                        Map.of("a", "<b>"),
                        "sha256:bb",
                        List.of("busybox@sha256:cc"),
                        List.of("busybox:latest"),
                        7,
                        42);
        assertThat(written(out -> row.write(out, ApiVersion.MAXIMUM)))
                .isEqualTo(
                        """
                        {"Containers":2,"Created":1700000000,"Id":"sha256:aa","Labels":{"a":"<b>"},\
                        "ParentId":"sha256:bb","RepoDigests":["busybox@sha256:cc"],\
                        "RepoTags":["busybox:latest"],"SharedSize":7,"Size":42}\
                        """);
        assertThat(ImageRow.read(parser(written(out -> row.write(out, ApiVersion.MAXIMUM)))))
                .isEqualTo(row);
    }

    @Test
    void containersOfAnImageAreCountedForOldVersionsWhereAsked() throws IOException {
        assertThat(written(out -> UNTAGGED.writeCounted(out, V1_40)))
                .startsWith("{\"Containers\":2,");
    }

    @Test
    void imageRowOfAnOldVersionHasVirtualSizeAndPlaceholders() throws IOException {
        assertThat(written(out -> UNTAGGED.write(out, V1_40)))
                .isEqualTo(
                        """
                        {"Containers":-1,"Created":1700000000,"Id":"sha256:aa","Labels":null,\
                        "ParentId":"","RepoDigests":["<none>@<none>"],"RepoTags":["<none>:<none>"],\
                        "SharedSize":-1,"Size":42,"VirtualSize":42}\
                        """);
        ImageRow digestOnly =
                new ImageRow(-1, 0, "sha256:aa", Map.of(), "", List.of("a@b"), List.of(), -1, 42);
        assertThat(written(out -> digestOnly.write(out, V1_40)))
                .contains("\"RepoDigests\":[\"a@b\"],\"RepoTags\":null");
        assertThat(written(out -> UNTAGGED.write(out, V1_43)))
                .contains("\"RepoTags\":[]", "\"VirtualSize\":42");
        assertThat(written(out -> UNTAGGED.write(out, V1_50)))
                .contains("\"Containers\":-1")
                .doesNotContain("VirtualSize");
    }

    @Test
    void placeholdersReadAsNoNames() throws IOException {
        String old = written(out -> UNTAGGED.write(out, V1_40));
        ImageRow read = ImageRow.readList(parser("[" + old + "]")).getFirst();
        assertThat(read.repoTags()).isEmpty();
        assertThat(read.repoDigests()).isEmpty();
    }

    @Test
    void readersSkipWhatTheyDoNotKnow() throws IOException {
        String json =
                """
                {"New":{"Id":"no","x":[1,{"y":2}]},"Id":"sha256:aa","":1,"RepoTags":null,
                 "Labels":{"a":"b","c":{"d":1}},"Size":{"Id":"no"}}\
                """;
        ImageRow row = ImageRow.read(parser(json));
        assertThat(row.id()).isEqualTo("sha256:aa");
        assertThat(row.labels()).containsExactly(Map.entry("a", "b"), Map.entry("c", ""));
        assertThat(row.size()).isZero();
    }

    @Test
    void readingAnArrayAsAnObjectIsAnError() {
        assertThatThrownBy(() -> ErrorBody.read(parser("[]"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ImageRow.readList(parser("{}"))).isInstanceOf(IOException.class);
    }

    @Test
    void historyRowWithoutTagsSaysNull() throws IOException {
        HistoryRow row = new HistoryRow("c", 5, "CMD", HistoryRow.MISSING, 9, List.of());
        String json = written(row::write);
        assertThat(json)
                .isEqualTo(
                        """
                        {"Comment":"c","Created":5,"CreatedBy":"CMD","Id":"<missing>","Size":9,\
                        "Tags":null}\
                        """);
        assertThat(HistoryRow.readList(parser("[" + json + "]"))).containsExactly(row);
    }

    @Test
    void pruneWithoutDeletionsSaysNull() throws IOException {
        PruneResponse nothing = new PruneResponse(List.of(), 0);
        assertThat(written(nothing::write))
                .isEqualTo("{\"ImagesDeleted\":null,\"SpaceReclaimed\":0}");
        PruneResponse some =
                new PruneResponse(List.of(new Untagged("a:1"), new Deleted("sha256:aa")), 3);
        assertThat(written(some::write))
                .isEqualTo(
                        """
                        {"ImagesDeleted":[{"Untagged":"a:1"},{"Deleted":"sha256:aa"}],\
                        "SpaceReclaimed":3}\
                        """);
        assertThat(PruneResponse.read(parser(written(some::write)))).isEqualTo(some);
        assertThat(PruneResponse.read(parser(written(nothing::write)))).isEqualTo(nothing);
    }

    @Test
    void versionSurvivesTheWire() throws IOException {
        VersionResponse version =
                new VersionResponse(
                        "Varve",
                        List.of(new Component("Engine", "1", Map.of("Os", "linux"))),
                        "1",
                        "1.51",
                        "1.24",
                        "abc",
                        "",
                        "linux",
                        "amd64",
                        "6.1",
                        false,
                        "");
        String json = written(version::write);
        assertThat(json).startsWith("{\"Platform\":{\"Name\":\"Varve\"},\"Components\":[{\"Name\"");
        assertThat(VersionResponse.read(parser(json))).isEqualTo(version);
    }

    @Test
    void eventsAreReadAsTheyAreWritten() throws IOException {
        EventMessage event =
                new EventMessage(
                        "image",
                        "pull",
                        "app:latest",
                        Map.of("name", "app", "a", "<b>"),
                        "local",
                        7,
                        7_000_000_008L);
        assertThat(event.toLine())
                .isEqualTo(
                        """
                        {"status":"pull","id":"app:latest","Type":"image","Action":"pull",\
                        "Actor":{"ID":"app:latest","Attributes":{"a":"\\u003cb\\u003e","name":"app"}},\
                        "scope":"local","time":7,"timeNano":7000000008}
                        """);
        assertThat(EventMessage.read(parser(event.toLine()))).isEqualTo(event);
        EventMessage prune = new EventMessage("image", "prune", "", Map.of(), "local", 7, 8);
        assertThat(prune.toLine()).startsWith("{\"status\":\"prune\",\"Type\":\"image\"");
    }

    @Test
    void errorBodyLeavesHtmlAlone() throws IOException {
        assertThat(written(new ErrorBody("a <b> & c")::write))
                .isEqualTo("{\"message\":\"a <b> & c\"}");
    }

    private static JsonInput parser(String json) {
        return JsonInput.of(json);
    }

    private static String written(Writing writing) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            writing.write(out);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Writing {
        void write(JsonGenerator out) throws IOException;
    }
}
