package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.registry.RegistrySettings;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The answer of `GET /info`: the fields that clients read. What belongs to running containers is
/// there and says that there is none.
public final class InfoView {
    private static final List<String> LOCAL_NETWORKS = List.of("::1/128", "127.0.0.0/8");

    /// @param architecture as `uname -m` has it
    public record Machine(
            String architecture,
            int processors,
            long memoryBytes,
            String kernel,
            String operatingSystem,
            String name) {}

    private InfoView() {}

    public static void write(
            StoreInfo store,
            Machine machine,
            RegistrySettings registries,
            String version,
            JsonGenerator out)
            throws IOException {
        out.writeStartObject();
        writeStore(store, out);
        writeAbsent(out);
        writeMachine(machine, out);
        out.writeStringField("IndexServerAddress", "https://index.docker.io/v1/");
        writeRegistries(registries, out);
        out.writeStringField("DockerRootDir", store.root().toString());
        out.writeStringField("HttpProxy", "");
        out.writeStringField("HttpsProxy", "");
        out.writeStringField("NoProxy", "");
        out.writeStringField("Name", machine.name());
        writeTexts("Labels", List.of(), out);
        out.writeBooleanField("ExperimentalBuild", false);
        out.writeStringField("ServerVersion", version);
        writeTexts("Warnings", store.warnings(), out);
        out.writeEndObject();
    }

    private static void writeStore(StoreInfo store, JsonGenerator out) throws IOException {
        out.writeStringField("ID", store.id());
        out.writeNumberField("Containers", 0);
        out.writeNumberField("ContainersRunning", 0);
        out.writeNumberField("ContainersPaused", 0);
        out.writeNumberField("ContainersStopped", 0);
        out.writeNumberField("Images", store.images());
        out.writeStringField("Driver", store.driver());
        out.writeArrayFieldStart("DriverStatus");
        for (Map.Entry<String, String> entry : store.driverStatus().entrySet()) {
            out.writeStartArray();
            out.writeString(entry.getKey());
            out.writeString(entry.getValue());
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private static void writeAbsent(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("Plugins");
        for (String kind : List.of("Volume", "Network", "Authorization", "Log")) {
            writeTexts(kind, List.of(), out);
        }
        out.writeEndObject();
        out.writeObjectFieldStart("Runtimes");
        out.writeEndObject();
        out.writeStringField("DefaultRuntime", "");
        out.writeObjectFieldStart("Swarm");
        out.writeStringField("LocalNodeState", "inactive");
        out.writeEndObject();
        out.writeBooleanField("LiveRestoreEnabled", false);
        writeTexts("SecurityOptions", List.of(), out);
        out.writeBooleanField("Debug", false);
        out.writeStringField("SystemTime", GoTime.text(Instant.now()));
    }

    private static void writeMachine(Machine machine, JsonGenerator out) throws IOException {
        out.writeStringField("KernelVersion", machine.kernel());
        out.writeStringField("OperatingSystem", machine.operatingSystem());
        out.writeStringField("OSType", "linux");
        out.writeStringField("Architecture", machine.architecture());
        out.writeNumberField("NCPU", machine.processors());
        out.writeNumberField("MemTotal", machine.memoryBytes());
    }

    private static void writeRegistries(RegistrySettings registries, JsonGenerator out)
            throws IOException {
        List<String> mirrors = registries.mirrors().stream().map(URI::toString).toList();
        TreeSet<String> blocks = new TreeSet<>(LOCAL_NETWORKS);
        TreeSet<String> hosts = new TreeSet<>();
        for (String entry : registries.insecureRegistries()) {
            (entry.indexOf('/') >= 0 ? blocks : hosts).add(entry);
        }
        out.writeObjectFieldStart("RegistryConfig");
        writeTexts("InsecureRegistryCIDRs", List.copyOf(blocks), out);
        out.writeObjectFieldStart("IndexConfigs");
        writeIndex("docker.io", mirrors, true, out);
        for (String host : hosts) {
            writeIndex(host, List.of(), false, out);
        }
        out.writeEndObject();
        writeTexts("Mirrors", mirrors, out);
        out.writeEndObject();
    }

    private static void writeIndex(
            String name, List<String> mirrors, boolean official, JsonGenerator out)
            throws IOException {
        out.writeObjectFieldStart(name);
        out.writeStringField("Name", name);
        writeTexts("Mirrors", mirrors, out);
        out.writeBooleanField("Secure", official);
        out.writeBooleanField("Official", official);
        out.writeEndObject();
    }

    private static void writeTexts(String field, List<String> values, JsonGenerator out)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
