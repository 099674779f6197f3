package dev.varve.differential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.varve.differential.Step.Difference;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Every scenario runs against dockerd and against varved at the same time; both sides say the same
/// and leave the same, but for the differences in the table of `docs/api.md`, which are asserted as
/// such.
///
/// Without further words dockerd is Debian's, started on an empty root of its own, and both sides
/// are spoken to in its API version. `-Dvarve.dockerd.socket=PATH` names one that runs already and
/// is empty, `-Dvarve.docker.api=1.50` another version, `-Dvarve.docker.cli=PATH` another command
/// line, `-Dvarve.scenario=WORDS` only the scenarios with these words in their names.
final class DockerdDifferentialIT {
    @TempDir static Path directory;

    private static final Deque<AutoCloseable> held = new ArrayDeque<>();
    private static final Set<String> differed = new HashSet<>();
    private static int same;
    private static int different;
    private static String dockerdVersion = "";
    private static Side dockerd;
    private static Side varved;
    private static Differences differences;
    private static ExecutorService pool;

    @BeforeAll
    static void start() throws Exception {
        String api = System.getProperty("varve.docker.api", "1.41");
        String given = System.getProperty("varve.dockerd.socket", "");
        differences = Differences.read();
        pool = hold(Executors.newFixedThreadPool(2));
        Path socket =
                given.isEmpty()
                        ? hold(DaemonProcess.dockerd(Files.createDirectory(path("docker"))))
                                .socket()
                        : Path.of(given);
        DaemonProcess ours = hold(DaemonProcess.varved(Files.createDirectory(path("varve"))));
        dockerd = side(new EngineApi(socket, api), false, "with-dockerd");
        varved = side(new EngineApi(ours.socket(), api), true, "with-varved");
        dockerdVersion = dockerd.api().get("/version").path("Version").textValue();
        assertThat(dockerd.isEmpty()).as("no image and no container in %s", socket).isTrue();
    }

    @AfterAll
    static void stop() throws Exception {
        System.out.printf(
                "%d scenarios against dockerd %s: %d the same, %d with deliberate differences%n",
                same + different, dockerdVersion, same, different);
        while (!held.isEmpty()) {
            held.pop().close();
        }
    }

    @TestFactory
    Stream<DynamicTest> bothSidesAreTheSame() {
        String wanted = System.getProperty("varve.scenario", "");
        List<Scenario> scenarios =
                Scenarios.all().stream().filter(s -> s.name().contains(wanted)).toList();
        assertThat(scenarios.stream().map(Scenario::name)).doesNotHaveDuplicates().isNotEmpty();
        Stream<DynamicTest> tests =
                scenarios.stream().map(s -> dynamicTest(s.name(), () -> compare(s)));
        DynamicTest last =
                dynamicTest("every difference of the table was seen", this::everyRowWasSeen);
        return wanted.isEmpty() ? Stream.concat(tests, Stream.of(last)) : tests;
    }

    private void compare(Scenario scenario) throws Exception {
        Future<List<String>> theirs = pool.submit(() -> Performance.of(scenario, dockerd));
        Future<List<String>> ours = pool.submit(() -> Performance.of(scenario, varved));
        List<Step> steps = scenario.steps();
        StringBuilder expected = new StringBuilder();
        StringBuilder actual = new StringBuilder();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            String block = theirs.get().get(i);
            for (Difference difference : step.differences()) {
                if (differences.row(difference.key()).appliesTo(dockerdVersion)) {
                    String wanted = difference.ours().apply(block);
                    if (!difference.byChance()) {
                        assertThat(block)
                                .as("dockerd no longer differs in `%s`", difference.key())
                                .isNotEqualTo(wanted);
                    }
                    block = wanted;
                    keys.add(difference.key());
                }
            }
            write(expected, step, block);
            write(actual, step, ours.get().get(i));
        }
        assertThat(actual.toString()).isEqualTo(expected.toString());
        differed.addAll(keys);
        if (keys.isEmpty()) {
            same++;
        } else {
            different++;
        }
    }

    private void everyRowWasSeen() {
        assertThat(differed).containsAll(differences.keysFor(dockerdVersion));
    }

    private static void write(StringBuilder transcript, Step step, String block) {
        transcript.append("$ ").append(step.call().words()).append('\n');
        if (!block.isEmpty()) {
            transcript.append(block).append('\n');
        }
    }

    private static Side side(EngineApi api, boolean mounts, String name) throws IOException {
        String cli = System.getProperty("varve.docker.cli", "docker");
        return Side.of(api, cli, mounts, Files.createDirectory(path(name)));
    }

    private static Path path(String name) {
        return directory.resolve(name);
    }

    private static <T extends AutoCloseable> T hold(T resource) {
        held.push(resource);
        return resource;
    }
}
