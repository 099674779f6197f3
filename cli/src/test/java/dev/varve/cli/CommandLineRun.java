package dev.varve.cli;

import dev.varve.cli.CommandRunner.World;
import dev.varve.cli.command.Input;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.Output;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One run of the command line within the test, and all that came of it.
record CommandLineRun(ExitCode code, String out, String err) {
    /// 1 October 2025, noon.
    static final long NOW = 1_759_320_000;

    static CommandLineRun of(FakeDaemon daemon, String... words) {
        return run(daemon.host(), "", NOW, Map.of("DOCKER_CONFIG", "/nonexistent"), words);
    }

    static CommandLineRun run(
            String host, String typed, long now, Map<String, String> environment, String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        World world =
                new World(
                        "varve",
                        new Output(out, false),
                        new Output(err, false),
                        new Input(
                                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                                false),
                        environment,
                        now);
        List<String> all = new ArrayList<>(List.of("-H", host));
        all.addAll(List.of(words));
        ExitCode code = Main.run(world, all);
        return new CommandLineRun(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// As a golden file shows it.
    String transcript() {
        return out
                + (err.isEmpty() ? "" : "--- stderr\n" + err)
                + "--- exit "
                + code.number()
                + "\n";
    }
}
