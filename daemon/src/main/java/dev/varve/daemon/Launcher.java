package dev.varve.daemon;

import ch.qos.logback.classic.Level;

import dev.varve.daemon.StoreOpener.OpenStore;
import dev.varve.daemon.build.BuildInfo;
import dev.varve.error.StoreException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.ParameterException;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/// Runs a daemon as a process: flags in, signals and exit code out. 0 is a clean stop, 1 a failure,
/// 2 a usage that cannot be. `varved check` runs none and has 8 for damage.
public final class Launcher {
    private static final Logger log = LoggerFactory.getLogger(Launcher.class);
    private static final int OK = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    private final StoreOpener opener;
    private final PrintWriter out;
    private final PrintWriter err;

    Launcher(StoreOpener opener, PrintWriter out, PrintWriter err) {
        this.opener = opener;
        this.out = out;
        this.err = err;
    }

    /// Runs until a signal stops the process, or returns the exit code when there is nothing to
    /// run.
    public static int run(String[] args, StoreOpener opener) {
        HeadStart start = HeadStart.begin();
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        return new Launcher(config -> afterHeadStart(start, config, opener), out, err).run(args);
    }

    private static OpenStore afterHeadStart(
            HeadStart start, DaemonConfig config, StoreOpener opener) throws IOException {
        start.awaitCalls();
        OpenStore store = opener.open(config);
        start.awaitServer();
        return store;
    }

    int run(String... args) {
        if (args.length > 0 && args[0].equals(CheckCommand.NAME)) {
            return CheckCommand.run(out, err, Arrays.copyOfRange(args, 1, args.length));
        }
        DaemonOptions options;
        DaemonConfig config;
        try {
            options = DaemonOptions.parse(args);
            if (options.help()) {
                options.usage(out);
                return OK;
            }
            if (options.version()) {
                out.println("Varve version " + BuildInfo.load().version());
                return OK;
            }
            config = options.config();
        } catch (ParameterException e) {
            err.println("varved: " + e.getMessage());
            err.println("See 'varved --help'.");
            return USAGE;
        } catch (ConfigException e) {
            err.println("varved: " + e.getMessage());
            return USAGE;
        }
        if (options.validate()) {
            out.println("configuration OK");
            return OK;
        }
        return serve(config);
    }

    private int serve(DaemonConfig config) {
        setLogLevel(config.logLevel());
        Daemon daemon;
        try {
            daemon = Daemon.start(config, opener);
        } catch (IOException | StoreException e) {
            log.debug("the start failed", e);
            err.println("varved: " + e.getMessage());
            return FAILURE;
        }
        stopOnSignal(daemon);
        awaitForever();
        return OK;
    }

    /// The JVM runs hooks on SIGTERM, SIGINT and SIGHUP and would then end with 128 + the signal; a
    /// clean stop is a success, so the hook itself ends the process.
    private static void stopOnSignal(Daemon daemon) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("stop")
                                .unstarted(() -> {
                                    daemon.close();
                                    Runtime.getRuntime().halt(OK);
                                }));
    }

    private static void awaitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void setLogLevel(DaemonConfig.LogLevel level) {
        ch.qos.logback.classic.Logger root =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(
                switch (level) {
                    case DEBUG -> Level.DEBUG;
                    case INFO -> Level.INFO;
                    case WARN -> Level.WARN;
                    case ERROR -> Level.ERROR;
                });
    }
}
