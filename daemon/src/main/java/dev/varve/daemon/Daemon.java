package dev.varve.daemon;

import dev.varve.daemon.StoreOpener.OpenStore;
import dev.varve.daemon.build.BuildInfo;
import dev.varve.daemon.http.Router;
import dev.varve.daemon.http.UnixHttpServer;
import dev.varve.daemon.routes.ArchiveRoutes;
import dev.varve.daemon.routes.CheckRoutes;
import dev.varve.daemon.routes.ContainerRoutes;
import dev.varve.daemon.routes.EventRoutes;
import dev.varve.daemon.routes.ImageMountRoutes;
import dev.varve.daemon.routes.ImageRoutes;
import dev.varve.daemon.routes.RegistryRoutes;
import dev.varve.daemon.routes.SystemRoutes;
import dev.varve.daemon.routes.UsageRoutes;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;

/// A running daemon: pidfile, store and socket, taken in this order and given back in the reverse.
public final class Daemon implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Daemon.class);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Deque<AutoCloseable> held = new ArrayDeque<>();
    private final SystemdNotify systemd;

    private Daemon(SystemdNotify systemd) {
        this.systemd = systemd;
    }

    /// Starts a daemon; when this returns, it answers.
    public static Daemon start(DaemonConfig config, StoreOpener opener) throws IOException {
        Daemon daemon = new Daemon(SystemdNotify.fromEnvironment());
        try {
            daemon.open(config, opener, BuildInfo.load());
            return daemon;
        } catch (IOException | RuntimeException e) {
            daemon.release();
            throw e;
        }
    }

    /// Stops in order: no more requests, streams and pulls ended, the store closed, socket and
    /// pidfile removed.
    @Override
    public void close() {
        log.info("stopping");
        systemd.stopping();
        release();
        log.info("stopped");
    }

    private void open(DaemonConfig config, StoreOpener opener, BuildInfo build) throws IOException {
        if (config.pidFile().isPresent()) {
            held.push(PidFile.create(config.pidFile().get()));
        }
        SocketFile socket = SocketFile.prepare(config);
        OpenStore store = opener.open(config);
        held.push(store);
        UnixHttpServer server =
                UnixHttpServer.start(
                        config.socket(),
                        router(config, store, build),
                        config.limits().requestBytes(),
                        build.version());
        held.push(server);
        held.push(socket::remove);
        held.push(() -> drain(server, store));
        socket.open();
        log.info("READY: varved {} listens on {}", build.version(), config.socket());
        systemd.ready();
    }

    private static Router router(DaemonConfig config, OpenStore store, BuildInfo build) {
        Router router = new Router().refusing(store.system()::refusal);
        Clock clock = Clock.system(ZoneId.systemDefault());
        new SystemRoutes(store.system(), config.registries(), build, clock).register(router);
        new UsageRoutes(store.system(), store.containers(), clock).register(router);
        new CheckRoutes(store.system()).register(router);
        new EventRoutes(store.events(), clock).register(router);
        new RegistryRoutes(store.registries()).register(router);
        ArchiveRoutes archives = new ArchiveRoutes(store.archives());
        archives.register(router);
        new ImageRoutes(store.images(), archives).register(router);
        new ImageMountRoutes(store.imageMounts()).register(router);
        new ContainerRoutes(store.containers(), store.images(), clock).register(router);
        return router;
    }

    private static void drain(UnixHttpServer server, OpenStore store) throws InterruptedException {
        server.stopAccepting();
        store.cancel();
        if (!server.awaitIdle(GRACE)) {
            log.warn("some requests did not end within {} s", GRACE.toSeconds());
        }
    }

    private void release() {
        while (!held.isEmpty()) {
            try {
                held.pop().close();
            } catch (Exception e) {
                log.error("stopping goes on after a failure", e);
            }
        }
    }
}
