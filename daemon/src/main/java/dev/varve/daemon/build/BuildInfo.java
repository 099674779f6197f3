package dev.varve.daemon.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// What was built, as the build wrote it down.
///
/// @param commit of the source, "" when the build was not told
/// @param time RFC 3339, the same whenever the same commit is built
public record BuildInfo(String version, String commit, String time) {
    public static BuildInfo load() {
        try (InputStream in = BuildInfo.class.getResourceAsStream("build.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return new BuildInfo(
                    properties.getProperty("version", "unknown"),
                    properties.getProperty("commit", ""),
                    properties.getProperty("time", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read what version this is", e);
        }
    }
}
