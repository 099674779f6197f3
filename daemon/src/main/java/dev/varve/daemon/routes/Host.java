package dev.varve.daemon.routes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The machine, as far as clients ask about it. What cannot be found out is "" or 0.
final class Host {
    private Host() {}

    /// `x86_64`, as `uname -m` has it.
    static String machine() {
        String java = System.getProperty("os.arch", "");
        return java.equals("amd64") ? "x86_64" : java;
    }

    /// `amd64`, as Go has it.
    static String goArchitecture() {
        String java = System.getProperty("os.arch", "");
        return java.equals("aarch64") ? "arm64" : java;
    }

    static String kernel() {
        return System.getProperty("os.version", "");
    }

    static String name() {
        return firstLine(Path.of("/proc/sys/kernel/hostname"));
    }

    /// Whether the launcher has entered the user namespace of an ordinary user.
    static boolean rootless() {
        return System.getProperty("varve.rootless") != null;
    }

    static String operatingSystem() {
        String name = release("PRETTY_NAME=");
        return name.isEmpty() ? "Linux" : name;
    }

    static String operatingSystemVersion() {
        return release("VERSION_ID=");
    }

    private static String release(String key) {
        for (String line : lines(Path.of("/etc/os-release"))) {
            if (line.startsWith(key)) {
                return line.substring(key.length()).replace("\"", "");
            }
        }
        return "";
    }

    static long memoryBytes() {
        for (String line : lines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                String digits = line.replaceAll("[^0-9]", "");
                return digits.isEmpty() ? 0 : Long.parseLong(digits) * 1024;
            }
        }
        return 0;
    }

    private static String firstLine(Path file) {
        String[] lines = lines(file);
        return lines.length == 0 ? "" : lines[0];
    }

    private static String[] lines(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).split("\n");
        } catch (IOException e) {
            return new String[0];
        }
    }
}
