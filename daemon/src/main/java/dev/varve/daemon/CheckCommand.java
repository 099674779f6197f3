package dev.varve.daemon;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.check.CheckLevel;
import dev.varve.check.CheckReport;
import dev.varve.check.OfflineCheck;
import dev.varve.daemon.view.CheckView;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.linux.Mounts;
import dev.varve.text.GoQuote;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `varved check`: looks for damage in a store that no daemon has. Ends with 8 when there is some,
/// as `varve system check` does.
@Command(
        name = "varved check",
        description = {
            "Looks for damage in a store that no varved is using. It changes nothing there, and",
            "works on one that is mounted read-only. With a varved, ask `varve system check`."
        },
        sortOptions = true,
        usageHelpAutoWidth = true)
final class CheckCommand {
    static final String NAME = "check";
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;
    private static final int DAMAGED = 8;

    @Option(names = "--data-root", paramLabel = "DIR", description = "Where the store lies.")
    private @Nullable Path dataRoot;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "quick, meta, read-data or read-data=N%%; meta by default.")
    private String level = "meta";

    @Option(names = "--format", paramLabel = "FORMAT", description = "json, or text by default.")
    private String format = "text";

    @Option(
            names = "--scratch",
            paramLabel = "DIR",
            description =
                    "Where the index is copied and, to read data, layers are unpacked; a temporary"
                            + " directory by default.")
    private Path scratch = Path.of(System.getProperty("java.io.tmpdir"));

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    private CheckCommand() {}

    static int run(PrintWriter out, PrintWriter err, String... args) {
        CheckCommand options = new CheckCommand();
        CommandLine command = new CommandLine(options);
        try {
            command.parseArgs(args);
            if (options.help) {
                command.usage(out);
                return OK;
            }
            return options.check(out);
        } catch (ParameterException | InvalidArgument e) {
            err.println("varved check: " + e.getMessage());
            err.println("See 'varved check --help'.");
            return USAGE;
        } catch (IOException | StoreException e) {
            err.println("varved check: " + e.getMessage());
            return FAILURE;
        }
    }

    private int check(PrintWriter out) throws IOException {
        if (!Set.of("text", "json").contains(format)) {
            throw new InvalidArgument(
                    "unknown format of a check: " + format + "; there are text and json");
        }
        Path root = dataRoot == null ? Defaults.here().dataRoot() : dataRoot;
        CheckReport report =
                OfflineCheck.run(root, CheckLevel.parse(level), new KnownDrivers(), scratch);
        if (format.equals("json")) {
            out.println(json(report));
        } else {
            print(report, out);
        }
        return report.isHealthy() ? OK : DAMAGED;
    }

    private static String json(CheckReport report) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = Json.mapper().createGenerator(text)) {
            CheckView.write(report, json);
        }
        return text.toString();
    }

    private static void print(CheckReport report, PrintWriter out) {
        report.problems()
                .forEach(problem -> {
                    out.println(GoQuote.escape(problem.object() + ": " + problem.description()));
                    out.println("  to mend it: " + GoQuote.escape(problem.cure()));
                });
        report.unchecked()
                .forEach(sentence -> out.println("not checked: " + GoQuote.escape(sentence)));
        out.printf(
                "%s: %d of %d blobs and %d of %d layers read, %s%n",
                report.level(),
                report.blobsRead(),
                report.blobs(),
                report.layersRead(),
                report.layers(),
                report.isHealthy()
                        ? "no damage found"
                        : report.problems().size() + " problems found");
    }

    /// The drivers whose layers are directories. A pool of ZFS is looked at through a daemon.
    private static final class KnownDrivers implements OfflineCheck.Opener {
        /// What a driver would make when it is opened.
        private static final Map<String, List<String>> MADE =
                Map.of(
                        "overlay2", List.of("staging", "l"),
                        "fuse-overlayfs", List.of("staging", "l"),
                        "vfs", List.of("staging", "dir", "meta"),
                        "btrfs", List.of("staging", "subvolumes", "meta"));

        @Override
        public List<String> names() {
            return DriverTypes.ALL.stream().map(DriverType::name).toList();
        }

        @Override
        public Optional<String> obstacle(String name, Path home) throws IOException {
            List<String> made = MADE.get(name);
            if (made == null) {
                return Optional.of("only a varved that uses it can look at " + name);
            }
            for (String directory : made) {
                if (!Files.isDirectory(home.resolve(directory))) {
                    return Optional.of(home.resolve(directory) + " is missing");
                }
            }
            List<String> mounted = Mounts.below(home.toRealPath());
            return mounted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "something is mounted in it ("
                                    + mounted.getFirst()
                                    + "): unmount it, or start varved and ask that");
        }

        @Override
        public StorageDriver open(String name, Path home) throws IOException {
            return DriverTypes.find(name).orElseThrow().opener().open(home, DriverOptions.NONE);
        }
    }
}
