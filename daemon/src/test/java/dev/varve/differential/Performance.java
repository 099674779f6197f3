package dev.varve.differential;

import dev.varve.fixtures.registry.LoopbackRegistry;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One scenario on one side, step by step. The outcome of a step is a block of text: what came out,
/// lines of standard error after `! `, and the exit code or HTTP status after `= ` unless all went
/// well.
final class Performance implements AutoCloseable {
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    private final Side side;
    private final Path files;
    private final LoopbackRegistry registry = LoopbackRegistry.start();
    private final Map<String, String> variables = new LinkedHashMap<>();
    private final Alike alike;
    private final boolean anyOrder;
    private final Instant begin = Instant.now();

    /// @param anyOrder whether the order of what happens is left open
    private Performance(Side side, boolean anyOrder) throws IOException {
        this.side = side;
        this.anyOrder = anyOrder;
        this.files = Files.createTempDirectory(side.scratch(), "files");
        variables.put("R", registry.host());
        variables.put("D", files.toString());
        this.alike =
                new Alike(
                        Map.of(
                                registry.host(), "<registry>",
                                files.toString(), "<dir>",
                                side.root().toString(), "<root>"));
    }

    /// The block of each step.
    static List<String> of(Scenario scenario, Side side) throws IOException, InterruptedException {
        side.empty();
        List<String> blocks = new ArrayList<>();
        boolean anyOrder = scenario.steps().stream().anyMatch(Step::anyOrder);
        try (Performance performance = new Performance(side, anyOrder)) {
            for (Step step : scenario.steps()) {
                blocks.add(performance.perform(step));
            }
        }
        return blocks;
    }

    @Override
    public void close() {
        registry.close();
    }

    private String perform(Step step) throws IOException, InterruptedException {
        return switch (step.call()) {
            case Call.Docker(var arguments, var input) ->
                    shown(step, docker(arguments.stream().map(this::filled).toList(), input));
            case Call.Http(var method, var target, var body) ->
                    shown(step, http(side.api().request(method, filled(target), filled(body))));
            case Call.Run(var name, var image) -> shown(step, run(name, filled(image)));
            case Call.AtRegistry(_, var change) -> {
                change.accept(registry);
                yield "";
            }
            case Call.Write(var file, var content) -> {
                Files.write(files.resolve(file), content);
                yield "";
            }
            case Call.Look(var file) -> alike.ofUnordered(look(files.resolve(file)));
            case Call.State _ -> state();
        };
    }

    /// Events stand in the order in which they happened, if that is not left open.
    private String state() throws IOException {
        StoreState state = new StoreState(side.api(), begin);
        List<String> events = state.events();
        String things = alike.ofUnordered(state.things());
        String happened =
                anyOrder ? alike.ofUnordered(events) : alike.of(String.join("\n", events));
        return (things + "\n" + happened).strip();
    }

    private Cli.Outcome docker(List<String> arguments, String input)
            throws IOException, InterruptedException {
        return side.cli().run(files, arguments, input);
    }

    private static Cli.Outcome http(EngineApi.Answer answer) throws IOException {
        return new Cli.Outcome(answer.status(), answer.canonicalBody(), "");
    }

    private Cli.Outcome run(String name, String image) throws IOException, InterruptedException {
        Cli.Outcome created =
                docker(List.of("create", "--network=none", "--name", name, image, "/pause"), "");
        if (created.exitCode() != 0) {
            return created;
        }
        side.start(name).required("starting " + name);
        return new Cli.Outcome(0, created.out(), created.err());
    }

    private String shown(Step step, Cli.Outcome outcome) {
        if (!step.keep().isEmpty()) {
            variables.put(step.keep(), outcome.out().strip());
        }
        List<String> lines = new ArrayList<>(PullOutput.settled(outcome.out().lines().toList()));
        outcome.err().lines().map(line -> "! " + line).forEach(lines::add);
        boolean well = outcome.exitCode() == 0 || outcome.exitCode() == 200;
        String code = well ? "" : "= " + outcome.exitCode();
        String text =
                step.anyOrder() ? alike.ofUnordered(lines) : alike.of(String.join("\n", lines));
        return text.isEmpty() || code.isEmpty() ? text + code : text + "\n" + code;
    }

    private String filled(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                variables.getOrDefault(match.group(1), match.group())));
    }

    private static List<String> look(Path file) throws IOException {
        return file.toString().endsWith(".tar") ? entries(file) : Files.readAllLines(file);
    }

    /// As the program tar lists them.
    private static List<String> entries(Path tar) throws IOException {
        Process list = new ProcessBuilder("tar", "-tf", tar.toString()).start();
        try (BufferedReader lines = list.inputReader()) {
            return lines.lines().toList();
        }
    }
}
