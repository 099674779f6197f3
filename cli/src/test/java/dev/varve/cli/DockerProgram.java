package dev.varve.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;

/// One run of docker's own client, and all that came of it.
record DockerProgram(int exit, String out, String err) {
    /// @param scratch for what it prints; its configuration is looked for there too
    static DockerProgram run(String host, Path scratch, List<String> words)
            throws IOException, InterruptedException {
        return run(host, scratch, Path.of("/dev/null"), Map.of(), words);
    }

    static DockerProgram run(
            String host,
            Path scratch,
            Path input,
            Map<String, String> environment,
            List<String> words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", host));
        command.addAll(words);
        Path out = scratch.resolve("docker.out");
        Path err = scratch.resolve("docker.err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(scratch.toFile())
                        .redirectInput(input.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("DOCKER_CONFIG", scratch.toString());
        builder.environment().put("TZ", TimeZone.getDefault().getID());
        builder.environment().putAll(environment);
        int exit = builder.start().waitFor();
        return new DockerProgram(
                exit,
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }
}
