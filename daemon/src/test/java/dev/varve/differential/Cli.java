package dev.varve.differential;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The docker command line at work on one daemon.
///
/// @param program such as `docker`
/// @param api the version that it is to speak
record Cli(String program, Path socket, String api, Path scratch) {
    private static final long PATIENCE_SECONDS = 60;

    record Outcome(int exitCode, String out, String err) {}

    Outcome run(Path directory, List<String> arguments, String input)
            throws IOException, InterruptedException {
        Path in = scratch.resolve("in");
        Path out = scratch.resolve("out");
        Path err = scratch.resolve("err");
        Files.writeString(in, input);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectInput(in.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().putAll(environment());
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
            throw new IllegalStateException(
                    String.join(" ", command) + " has not ended in " + PATIENCE_SECONDS + " s");
        }
        return new Outcome(process.exitValue(), text(out), text(err));
    }

    private Map<String, String> environment() {
        return Map.of(
                "DOCKER_HOST",
                "unix://" + socket,
                "DOCKER_API_VERSION",
                api,
                "DOCKER_CONFIG",
                scratch.resolve("config").toString(),
                "DOCKER_CLI_HINTS",
                "false",
                "TZ",
                "UTC");
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
