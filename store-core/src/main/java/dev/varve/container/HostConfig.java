package dev.varve.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What docker's host would do for a container: limits, networks, mounts. Nothing here acts on it;
/// it is kept as its creator gave it, in docker's order, and with docker's empty value for every
/// field that was not given. Fields that docker does not know are not kept.
public final class HostConfig {
    private static final Map<String, JsonNode> FIELDS = new LinkedHashMap<>();
    private static final Map<String, String> BY_LOWER_CASE = new LinkedHashMap<>();

    /// Fields that docker leaves out when they are not given.
    private static final Set<String> OPTIONAL =
            Set.of("Annotations", "StorageOpt", "Tmpfs", "Sysctls", "Mounts", "Init");

    static {
        String empty =
                """
                {"Binds":[],"ContainerIDFile":"","LogConfig":{"Type":"","Config":{}},
                "NetworkMode":"","PortBindings":{},
                "RestartPolicy":{"Name":"","MaximumRetryCount":0},"AutoRemove":false,
                "VolumeDriver":"","VolumesFrom":[],"ConsoleSize":[0,0],"Annotations":{},
                "CapAdd":[],"CapDrop":[],"CgroupnsMode":"","Dns":[],"DnsOptions":[],
                "DnsSearch":[],"ExtraHosts":[],"GroupAdd":[],"IpcMode":"","Cgroup":"","Links":[],
                "OomScoreAdj":0,"PidMode":"","Privileged":false,"PublishAllPorts":false,
                "ReadonlyRootfs":false,"SecurityOpt":[],"StorageOpt":{},"Tmpfs":{},"UTSMode":"",
                "UsernsMode":"","ShmSize":0,"Sysctls":{},"Runtime":"","Isolation":"",
                "CpuShares":0,"Memory":0,"NanoCpus":0,"CgroupParent":"","BlkioWeight":0,
                "BlkioWeightDevice":[],"BlkioDeviceReadBps":[],"BlkioDeviceWriteBps":[],
                "BlkioDeviceReadIOps":[],"BlkioDeviceWriteIOps":[],"CpuPeriod":0,"CpuQuota":0,
                "CpuRealtimePeriod":0,"CpuRealtimeRuntime":0,"CpusetCpus":"","CpusetMems":"",
                "Devices":[],"DeviceCgroupRules":[],"DeviceRequests":[],"MemoryReservation":0,
                "MemorySwap":0,"MemorySwappiness":null,"OomKillDisable":null,"PidsLimit":null,
                "Ulimits":[],"CpuCount":0,"CpuPercent":0,"IOMaximumIOps":0,
                "IOMaximumBandwidth":0,"Mounts":[],"MaskedPaths":[],"ReadonlyPaths":[],
                "Init":null}
                """;
        for (Map.Entry<String, JsonNode> field : object(empty).properties()) {
            FIELDS.put(field.getKey(), field.getValue());
            BY_LOWER_CASE.put(lowerCase(field.getKey()), field.getKey());
        }
    }

    public static final HostConfig EMPTY = ofRequest(JsonNodeFactory.instance.objectNode());

    private final ObjectNode fields;

    private HostConfig(ObjectNode fields) {
        this.fields = fields;
    }

    /// Reads what a client sent. A value of the wrong type is [InvalidArgument].
    public static HostConfig ofRequest(ObjectNode sent) {
        Map<String, JsonNode> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : sent.properties()) {
            String name = BY_LOWER_CASE.getOrDefault(lowerCase(entry.getKey()), "");
            if (!name.isEmpty() && !entry.getValue().isNull()) {
                given.put(name, required(name, entry.getValue()));
            }
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        FIELDS.forEach((name, empty) -> {
            JsonNode value = given.get(name);
            if (value != null) {
                fields.set(name, value);
            } else if (!OPTIONAL.contains(name)) {
                fields.set(name, unset(empty));
            }
        });
        // What stands for no limit in a request is none in a record.
        if (fields.path("PidsLimit").asLong() <= 0) {
            fields.putNull("PidsLimit");
        }
        if (fields.path("MemorySwappiness").asLong(-1) < 0) {
            fields.putNull("MemorySwappiness");
        }
        String network = fields.path("NetworkMode").asText();
        if (network.isEmpty() || network.equals("default")) {
            fields.put("NetworkMode", "bridge");
        }
        return new HostConfig(fields);
    }

    /// Reads what [#text] wrote.
    public static HostConfig parse(String text) {
        return new HostConfig(object(text));
    }

    /// Complete, in docker's order.
    public String text() {
        return fields.toString();
    }

    public String networkMode() {
        return fields.path("NetworkMode").asText();
    }

    /// What `--storage-opt` gave.
    Map<String, String> storageOptions() {
        Map<String, String> options = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> option : fields.path("StorageOpt").properties()) {
            options.put(option.getKey(), option.getValue().asText());
        }
        return options;
    }

    /// `80/tcp`
    Set<String> publishedPorts() {
        Set<String> ports = new LinkedHashSet<>();
        fields.path("PortBindings").fieldNames().forEachRemaining(ports::add);
        return ports;
    }

    private static JsonNode required(String name, JsonNode value) {
        JsonNode like = FIELDS.getOrDefault(name, value);
        boolean fits = like.isNull() || like.getNodeType() == value.getNodeType();
        if (!fits) {
            throw new InvalidArgument(
                    "invalid JSON: HostConfig."
                            + name
                            + " has to be "
                            + lowerCase(like.getNodeType().name())
                            + " and is "
                            + lowerCase(value.getNodeType().name()));
        }
        return value;
    }

    /// Lists and maps that were never made are null in Go.
    private static JsonNode unset(JsonNode empty) {
        boolean none = empty.isContainerNode() && empty.isEmpty();
        return none ? JsonNodeFactory.instance.nullNode() : empty.deepCopy();
    }

    private static ObjectNode object(String text) {
        try {
            if (Json.mapper().readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new Corrupt("the host config of a container is damaged: " + e.getMessage(), e);
        }
        throw new Corrupt("the host config of a container is damaged: it is not a JSON object");
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
