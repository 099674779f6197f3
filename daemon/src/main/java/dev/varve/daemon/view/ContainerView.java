package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.container.ContainerDetails;
import dev.varve.container.ContainerSizes;
import dev.varve.container.ContainerState;
import dev.varve.index.ContainerTable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The answer of `GET /containers/{id}/json`, in dockerd's key order. What belongs to a process, a
/// network or a volume is there and empty.
public final class ContainerView {
    private final ContainerTable.Row container;
    private final ContainerDetails details;
    private final JsonGenerator out;

    private ContainerView(ContainerDetails details, JsonGenerator out) {
        this.container = details.container();
        this.details = details;
        this.out = out;
    }

    public static void write(ContainerDetails details, JsonGenerator out) throws IOException {
        new ContainerView(details, out).write();
    }

    private void write() throws IOException {
        List<String> line = container.config().commandLine();
        out.writeStartObject();
        out.writeStringField("Id", container.id());
        out.writeStringField("Created", GoTime.text(container.created()));
        out.writeStringField("Path", line.isEmpty() ? "" : line.getFirst());
        out.writeArrayFieldStart("Args");
        for (String argument : line.isEmpty() ? line : line.subList(1, line.size())) {
            out.writeString(argument);
        }
        out.writeEndArray();
        writeState();
        out.writeStringField("Image", container.image().toString());
        writeEmptyTexts("ResolvConfPath", "HostnamePath", "HostsPath", "LogPath");
        out.writeStringField("Name", "/" + container.name());
        out.writeNumberField("RestartCount", 0);
        out.writeStringField("Driver", container.driver());
        out.writeStringField("Platform", "linux");
        writeEmptyTexts("MountLabel", "ProcessLabel", "AppArmorProfile");
        out.writeNullField("ExecIDs");
        out.writeFieldName("HostConfig");
        out.writeRawValue(container.hostConfig());
        writeGraphDriver();
        writeSizes();
        out.writeArrayFieldStart("Mounts");
        out.writeEndArray();
        out.writeFieldName("Config");
        out.writeRawValue(container.config().toJson().toString());
        writeNetwork();
        out.writeEndObject();
    }

    private void writeState() throws IOException {
        boolean running = details.state() == ContainerState.RUNNING;
        out.writeObjectFieldStart("State");
        out.writeStringField("Status", details.state().word());
        out.writeBooleanField("Running", running);
        for (String name : List.of("Paused", "Restarting", "OOMKilled", "Dead")) {
            out.writeBooleanField(name, false);
        }
        out.writeNumberField("Pid", 0);
        out.writeNumberField("ExitCode", 0);
        out.writeStringField("Error", "");
        out.writeStringField("StartedAt", GoTime.textOrZero(container.attached()));
        out.writeStringField("FinishedAt", GoTime.textOrZero(Optional.empty()));
        out.writeEndObject();
    }

    private void writeGraphDriver() throws IOException {
        out.writeObjectFieldStart("GraphDriver");
        if (details.driverData().isEmpty()) {
            out.writeNullField("Data");
        } else {
            out.writeObjectFieldStart("Data");
            Map<String, String> data = new TreeMap<>(details.driverData());
            data.put("ID", container.id());
            for (Map.Entry<String, String> entry : data.entrySet()) {
                out.writeStringField(entry.getKey(), entry.getValue());
            }
            out.writeEndObject();
        }
        out.writeStringField("Name", container.driver());
        out.writeEndObject();
    }

    private void writeSizes() throws IOException {
        if (details.sizes().isPresent()) {
            ContainerSizes sizes = details.sizes().get();
            out.writeNumberField("SizeRw", sizes.writable());
            out.writeNumberField("SizeRootFs", sizes.whole());
        }
    }

    private void writeNetwork() throws IOException {
        out.writeObjectFieldStart("NetworkSettings");
        writeEmptyTexts("Bridge", "SandboxID", "SandboxKey");
        out.writeObjectFieldStart("Ports");
        out.writeEndObject();
        out.writeBooleanField("HairpinMode", false);
        out.writeStringField("LinkLocalIPv6Address", "");
        out.writeNumberField("LinkLocalIPv6PrefixLen", 0);
        out.writeNullField("SecondaryIPAddresses");
        out.writeNullField("SecondaryIPv6Addresses");
        writeEmptyTexts("EndpointID", "Gateway", "GlobalIPv6Address");
        out.writeNumberField("GlobalIPv6PrefixLen", 0);
        out.writeStringField("IPAddress", "");
        out.writeNumberField("IPPrefixLen", 0);
        writeEmptyTexts("IPv6Gateway", "MacAddress");
        out.writeObjectFieldStart("Networks");
        out.writeEndObject();
        out.writeEndObject();
    }

    private void writeEmptyTexts(String... names) throws IOException {
        for (String name : names) {
            out.writeStringField(name, "");
        }
    }
}
