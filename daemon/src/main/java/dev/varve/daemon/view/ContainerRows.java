package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.container.ContainerSizes;
import dev.varve.container.ContainerState;
import dev.varve.container.ContainerSummary;
import dev.varve.container.HostConfig;
import dev.varve.index.ContainerTable;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The answer of `GET /containers/json`, in dockerd's key order.
public final class ContainerRows {
    private ContainerRows() {}

    /// @param now what `Up 2 minutes` is counted from
    public static void write(List<ContainerSummary> rows, Instant now, JsonGenerator out)
            throws IOException {
        out.writeStartArray();
        for (ContainerSummary row : rows) {
            write(row, now, out);
        }
        out.writeEndArray();
    }

    private static void write(ContainerSummary row, Instant now, JsonGenerator out)
            throws IOException {
        ContainerTable.Row container = row.container();
        out.writeStartObject();
        out.writeStringField("Id", container.id());
        out.writeArrayFieldStart("Names");
        out.writeString("/" + container.name());
        out.writeEndArray();
        out.writeStringField("Image", row.shownImage());
        out.writeStringField("ImageID", container.image().toString());
        out.writeStringField("Command", command(container.config().commandLine()));
        out.writeNumberField("Created", container.created().getEpochSecond());
        out.writeArrayFieldStart("Ports");
        out.writeEndArray();
        writeSizes(row.sizes(), out);
        out.writeObjectFieldStart("Labels");
        for (Map.Entry<String, String> label :
                new TreeMap<>(container.config().labels()).entrySet()) {
            out.writeStringField(label.getKey(), label.getValue());
        }
        out.writeEndObject();
        out.writeStringField("State", row.state().word());
        out.writeStringField("Status", status(row, now));
        out.writeObjectFieldStart("HostConfig");
        out.writeStringField("NetworkMode", HostConfig.parse(container.hostConfig()).networkMode());
        out.writeEndObject();
        out.writeObjectFieldStart("NetworkSettings");
        out.writeObjectFieldStart("Networks");
        out.writeEndObject();
        out.writeEndObject();
        out.writeArrayFieldStart("Mounts");
        out.writeEndArray();
        out.writeEndObject();
    }

    /// Docker leaves out what is 0.
    private static void writeSizes(Optional<ContainerSizes> sizes, JsonGenerator out)
            throws IOException {
        long writable = sizes.map(ContainerSizes::writable).orElse(0L);
        long whole = sizes.map(ContainerSizes::whole).orElse(0L);
        if (writable != 0) {
            out.writeNumberField("SizeRw", writable);
        }
        if (whole != 0) {
            out.writeNumberField("SizeRootFs", whole);
        }
    }

    static String status(ContainerSummary row, Instant now) {
        return row.state() == ContainerState.CREATED
                ? "Created"
                : "Up "
                        + UpTime.text(
                                Duration.between(row.container().attached().orElse(now), now));
    }

    /// The program and its arguments; those with a space in them in quotes, as docker does it.
    static String command(List<String> line) {
        if (line.isEmpty()) {
            return "";
        }
        return line.getFirst()
                + line.stream()
                        .skip(1)
                        .map(word -> word.contains(" ") ? " '" + word + "'" : " " + word)
                        .collect(Collectors.joining());
    }
}
