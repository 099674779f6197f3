package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.storage.rootfs.PathStat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;

/// The header that says what lies at a path of a container: JSON in Base64.
public final class PathStatHeader {
    public static final String NAME = "X-Docker-Container-Path-Stat";

    private static final JsonFactory FACTORY = new JsonFactory();

    private PathStatHeader() {}

    public static String of(PathStat stat) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try (JsonGenerator out = FACTORY.createGenerator(json)) {
            out.writeStartObject();
            out.writeStringField("name", stat.name());
            out.writeNumberField("size", stat.size());
            out.writeNumberField("mode", stat.mode());
            out.writeStringField("mtime", GoTime.text(stat.modified()));
            out.writeStringField("linkTarget", stat.linkTarget());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take bytes", e);
        }
        return Base64.getEncoder().encodeToString(json.toByteArray());
    }
}
