package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The answer of `GET /version`. The fields after `components` describe the component `Engine` once
/// more, as clients older than 1.35 look for it.
///
/// @param buildTime "" when unknown
public record VersionResponse(
        String platformName,
        List<Component> components,
        String version,
        String apiVersion,
        String minApiVersion,
        String gitCommit,
        String goVersion,
        String os,
        String arch,
        String kernelVersion,
        boolean experimental,
        String buildTime) {
    /// @param details in the order to show
    public record Component(String name, String version, Map<String, String> details) {
        static Component read(JsonInput in) throws IOException {
            Wire.startObject(in);
            String name = "";
            String version = "";
            Map<String, String> details = Map.of();
            for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
                switch (field) {
                    case "Name" -> name = Wire.text(in);
                    case "Version" -> version = Wire.text(in);
                    case "Details" -> details = Wire.stringMap(in);
                    default -> in.skipChildren();
                }
            }
            return new Component(name, version, details);
        }

        void write(JsonGenerator out) throws IOException {
            out.writeStartObject();
            out.writeStringField("Name", name);
            out.writeStringField("Version", version);
            Wire.writeMapOrNull(out, "Details", details);
            out.writeEndObject();
        }
    }

    public static VersionResponse read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String platformName = "";
        List<Component> components = List.of();
        String version = "";
        String apiVersion = "";
        String minApiVersion = "";
        String gitCommit = "";
        String goVersion = "";
        String os = "";
        String arch = "";
        String kernelVersion = "";
        boolean experimental = false;
        String buildTime = "";
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Platform" -> platformName = Wire.stringMap(in).getOrDefault("Name", "");
                case "Components" -> components = readComponents(in);
                case "Version" -> version = Wire.text(in);
                case "ApiVersion" -> apiVersion = Wire.text(in);
                case "MinAPIVersion" -> minApiVersion = Wire.text(in);
                case "GitCommit" -> gitCommit = Wire.text(in);
                case "GoVersion" -> goVersion = Wire.text(in);
                case "Os" -> os = Wire.text(in);
                case "Arch" -> arch = Wire.text(in);
                case "KernelVersion" -> kernelVersion = Wire.text(in);
                case "Experimental" -> experimental = Wire.truth(in);
                case "BuildTime" -> buildTime = Wire.text(in);
                default -> in.skipChildren();
            }
        }
        return new VersionResponse(
                platformName,
                components,
                version,
                apiVersion,
                minApiVersion,
                gitCommit,
                goVersion,
                os,
                arch,
                kernelVersion,
                experimental,
                buildTime);
    }

    public void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeObjectFieldStart("Platform");
        out.writeStringField("Name", platformName);
        out.writeEndObject();
        out.writeArrayFieldStart("Components");
        for (Component component : components) {
            component.write(out);
        }
        out.writeEndArray();
        out.writeStringField("Version", version);
        out.writeStringField("ApiVersion", apiVersion);
        Wire.writeUnlessEmpty(out, "MinAPIVersion", minApiVersion);
        out.writeStringField("GitCommit", gitCommit);
        out.writeStringField("GoVersion", goVersion);
        out.writeStringField("Os", os);
        out.writeStringField("Arch", arch);
        Wire.writeUnlessEmpty(out, "KernelVersion", kernelVersion);
        if (experimental) {
            out.writeBooleanField("Experimental", true);
        }
        Wire.writeUnlessEmpty(out, "BuildTime", buildTime);
        out.writeEndObject();
    }

    private static List<Component> readComponents(JsonInput in) throws IOException {
        List<Component> components = new ArrayList<>();
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return components;
        }
        while (in.nextToken() == JsonToken.START_OBJECT) {
            components.add(Component.read(in));
        }
        return components;
    }
}
