package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.api.ApiVersion;
import dev.varve.container.ContainerState;
import dev.varve.registry.RegistrySettings;
import dev.varve.registry.net.ProxySettings;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The answer of `GET /info`. What belongs to running programs is there and says that there is
/// none.
///
/// @param varveVersion the daemon's own
/// @param version that the client speaks
public record InfoView(
        StoreInfo store,
        Machine machine,
        RegistrySettings registries,
        String varveVersion,
        Instant now,
        ApiVersion version) {
    /// What a kernel can limit. Clients before 1.42 print a warning for each of these that is not
    /// there; Varve runs nothing that could be limited, so there is nothing to warn of.
    private static final List<String> LIMITS =
            List.of(
                    "MemoryLimit",
                    "SwapLimit",
                    "KernelMemoryTCP",
                    "CpuCfsPeriod",
                    "CpuCfsQuota",
                    "CPUShares",
                    "CPUSet",
                    "PidsLimit",
                    "OomKillDisable",
                    "IPv4Forwarding");

    private static final List<String> LOCAL_NETWORKS = List.of("::1/128", "127.0.0.0/8");

    /// @param architecture as `uname -m` has it
    /// @param rootless whether the daemon is that of an ordinary user
    public record Machine(
            String architecture,
            int processors,
            long memoryBytes,
            String kernel,
            String operatingSystem,
            String operatingSystemVersion,
            String name,
            boolean rootless) {}

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        writeStore(out);
        writePlugins(out);
        writeLimits(out);
        out.writeBooleanField("Debug", store.debug());
        out.writeNumberField("NFd", 0);
        out.writeNumberField("NGoroutines", 0);
        out.writeStringField("SystemTime", GoTime.text(now));
        out.writeStringField("LoggingDriver", "none");
        out.writeStringField("CgroupDriver", "none");
        out.writeNumberField("NEventsListener", store.eventFollowers());
        writeMachine(out);
        writeRegistries(out);
        writeRuntimes(out);
        writeTexts(
                "SecurityOptions", machine.rootless() ? List.of("name=rootless") : List.of(), out);
        writeTexts("Warnings", store.warnings(), out);
        out.writeEndObject();
    }

    private void writeStore(JsonGenerator out) throws IOException {
        long running = store.containers().getOrDefault(ContainerState.RUNNING, 0L);
        long stopped = store.containers().getOrDefault(ContainerState.CREATED, 0L);
        out.writeStringField("ID", store.id());
        out.writeNumberField("Containers", running + stopped);
        out.writeNumberField("ContainersRunning", running);
        out.writeNumberField("ContainersPaused", 0);
        out.writeNumberField("ContainersStopped", stopped);
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
        out.writeStringField("DockerRootDir", store.root().toString());
    }

    private static void writePlugins(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("Plugins");
        for (String kind : List.of("Volume", "Network", "Authorization", "Log")) {
            writeTexts(kind, List.of(), out);
        }
        out.writeEndObject();
    }

    private void writeLimits(JsonGenerator out) throws IOException {
        for (String limit : LIMITS) {
            out.writeBooleanField(limit, true);
        }
        if (!version.atLeast(42)) {
            out.writeBooleanField("KernelMemory", true);
        }
        if (!version.atLeast(50)) {
            out.writeBooleanField("BridgeNfIptables", true);
            out.writeBooleanField("BridgeNfIp6tables", true);
        }
    }

    private void writeRuntimes(JsonGenerator out) throws IOException {
        out.writeObjectFieldStart("Runtimes");
        out.writeEndObject();
        out.writeStringField("DefaultRuntime", "");
        out.writeObjectFieldStart("Swarm");
        out.writeStringField("NodeID", "");
        out.writeStringField("NodeAddr", "");
        out.writeStringField("LocalNodeState", "inactive");
        out.writeBooleanField("ControlAvailable", false);
        out.writeStringField("Error", "");
        out.writeNullField("RemoteManagers");
        out.writeEndObject();
        out.writeBooleanField("LiveRestoreEnabled", false);
        out.writeStringField("Isolation", "");
        out.writeStringField("InitBinary", "");
        for (String program : List.of("ContainerdCommit", "RuncCommit", "InitCommit")) {
            out.writeObjectFieldStart(program);
            out.writeStringField("ID", "");
            if (!version.atLeast(49)) {
                out.writeStringField("Expected", "");
            }
            out.writeEndObject();
        }
    }

    private void writeMachine(JsonGenerator out) throws IOException {
        out.writeStringField("KernelVersion", machine.kernel());
        out.writeStringField("OperatingSystem", machine.operatingSystem());
        out.writeStringField("OSVersion", machine.operatingSystemVersion());
        out.writeStringField("OSType", "linux");
        out.writeStringField("Architecture", machine.architecture());
        out.writeNumberField("NCPU", machine.processors());
        out.writeNumberField("MemTotal", machine.memoryBytes());
        out.writeNullField("GenericResources");
        ProxySettings proxies = registries.proxies();
        out.writeStringField("HttpProxy", ProxySettings.shown(proxies.http()));
        out.writeStringField("HttpsProxy", ProxySettings.shown(proxies.https()));
        out.writeStringField("NoProxy", proxies.noProxy());
        out.writeStringField("Name", machine.name());
        writeTexts("Labels", List.of(), out);
        out.writeBooleanField("ExperimentalBuild", false);
        out.writeStringField("ServerVersion", varveVersion);
    }

    private void writeRegistries(JsonGenerator out) throws IOException {
        List<String> mirrors = registries.mirrors().stream().map(InfoView::withSlash).toList();
        TreeSet<String> blocks = new TreeSet<>();
        TreeSet<String> hosts = new TreeSet<>();
        for (String entry : registries.insecureRegistries()) {
            (entry.indexOf('/') >= 0 ? blocks : hosts).add(entry);
        }
        List<String> networks = new ArrayList<>(blocks);
        LOCAL_NETWORKS.stream().filter(local -> !blocks.contains(local)).forEach(networks::add);
        out.writeStringField("IndexServerAddress", "https://index.docker.io/v1/");
        out.writeObjectFieldStart("RegistryConfig");
        if (!version.atLeast(49)) {
            out.writeNullField("AllowNondistributableArtifactsCIDRs");
            out.writeNullField("AllowNondistributableArtifactsHostnames");
        }
        writeTexts("InsecureRegistryCIDRs", networks, out);
        out.writeObjectFieldStart("IndexConfigs");
        writeIndex("docker.io", mirrors, true, out);
        for (String host : hosts) {
            writeIndex(host, List.of(), false, out);
        }
        out.writeEndObject();
        writeTexts("Mirrors", mirrors, out);
        out.writeEndObject();
    }

    /// dockerd shows every mirror with one slash at its end.
    private static String withSlash(URI mirror) {
        return mirror.toString().replaceAll("/+$", "") + "/";
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
