package dev.varve.daemon.http;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Serves a [Router] on a Unix socket. The socket's directory, mode and owner are the caller's
/// matter, as is removing it.
public final class UnixHttpServer implements AutoCloseable {
    private static final String REFERENCES = "org.eclipse.jetty.util.referencesPerCacheLine";
    private static final int HEADER_BYTES = 64 * 1024;
    private static final int POOL_THREADS = 16;
    private static final Duration IDLE = Duration.ofMinutes(5);

    /// Where connections are few, one that is not used keeps somebody out.
    private static final int FEW = 64;

    private static final Duration IDLE_OF_FEW = Duration.ofSeconds(10);

    static {
        // References in 64 bytes. Jetty would ask the JVM's management how long one is, which loads
        // the flight recorder with all its descriptions, for 60 ms of a start.
        if (System.getProperty(REFERENCES) == null) {
            System.setProperty(REFERENCES, "16");
        }
    }

    private final Server server;
    private final UnixDomainServerConnector connector;
    private final JettyBridge bridge;
    private final ClientWatch watch;

    private UnixHttpServer(
            Server server,
            UnixDomainServerConnector connector,
            JettyBridge bridge,
            ClientWatch watch) {
        this.server = server;
        this.connector = connector;
        this.bridge = bridge;
        this.watch = watch;
    }

    /// A pull of one image opens a few dozen.
    private static final int LEAST_FILES = 64;

    /// Binds the socket and answers from now on.
    ///
    /// @param bodyBytes of a request's body that is taken in as a whole
    /// @param version Varve's, for the `Server` header
    public static UnixHttpServer start(Path socket, Router router, int bodyBytes, String version)
            throws IOException {
        return start(socket, router, BodyRoom.of(bodyBytes), version);
    }

    static UnixHttpServer start(Path socket, Router router, BodyRoom room, String version)
            throws IOException {
        Server server = server();
        int connections = connections();
        UnixDomainServerConnector connector =
                new LimitedConnector(
                        server, new HttpConnectionFactory(configuration()), connections);
        connector.setUnixDomainPath(socket);
        connector.setAcceptQueueSize(512);
        connector.setIdleTimeout((connections < FEW ? IDLE_OF_FEW : IDLE).toMillis());
        connector.addBean(new FirstRequestDeadline(connector.getScheduler()));
        server.addConnector(connector);
        ClientWatch watch = ClientWatch.start();
        JettyBridge bridge =
                new JettyBridge(
                        router,
                        watch,
                        new HeapRelease(connector.getScheduler(), HeapRelease.CALM),
                        room,
                        version);
        server.setHandler(bridge);
        server.setErrorHandler(bridge::jettyError);
        UnixHttpServer result = new UnixHttpServer(server, connector, bridge, watch);
        try {
            server.start();
        } catch (Exception e) {
            result.close();
            throw new IOException("cannot listen on " + socket + ": " + e.getMessage(), e);
        }
        return result;
    }

    /// Has the classes of a server loaded, which takes far longer than to start one.
    public static void load() {
        new LimitedConnector(server(), new HttpConnectionFactory(configuration()), 1);
    }

    private static Server server() {
        QueuedThreadPool pool = new QueuedThreadPool(POOL_THREADS, 2);
        pool.setName("http");
        pool.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-", 0).factory()));
        // No buffer serves two connections, so that none can show what came in by another. A pooled
        // one once did, under input that was malformed in every way (docs/security.md).
        Server server = new Server(pool, null, new ByteBufferPool.NonPooling());
        server.setStopTimeout(0);
        return server;
    }

    /// Takes no more connections and ends the streams that run. Requests that have begun may still
    /// finish.
    public void stopAccepting() {
        connector.setAccepting(false);
        bridge.cancelStreams();
    }

    /// Waits until no request runs, at most so long; true when none does.
    public boolean awaitIdle(Duration atMost) throws InterruptedException {
        return bridge.awaitIdle(atMost);
    }

    @Override
    public void close() throws IOException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("cannot stop the HTTP server: " + e.getMessage(), e);
        } finally {
            watch.close();
        }
    }

    /// The files that may be open are shared with the store: half of what is left is for clients.
    /// Others wait in the socket's queue.
    private static int connections() throws IOException {
        long limit = fileLimit();
        long left = limit - openFiles();
        if (left < LEAST_FILES) {
            throw new IOException(
                    "the limit of open files is "
                            + limit
                            + ", and varved needs "
                            + (limit - left + LEAST_FILES)
                            + " at least: raise it (LimitNOFILE= of the systemd unit, or ulimit"
                            + " -n in the shell that starts it)");
        }
        return (int) Math.min(left / 2, 100_000);
    }

    /// Read from /proc: Java's way to it loads the management of the whole JVM, the flight
    /// recorder's too.
    private static long fileLimit() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
            if (line.startsWith("Max open files")) {
                String soft = line.substring("Max open files".length()).strip().split(" ")[0];
                return soft.equals("unlimited") ? Integer.MAX_VALUE : Long.parseLong(soft);
            }
        }
        throw new IOException("/proc/self/limits does not tell how many files may be open");
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    /// Names of images come with plain and with escaped slashes, and old clients send hosts that
    /// are none, so the path and the Host header are taken as they are.
    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setSendServerVersion(false);
        // Heap buffers are given back by the collector alone.
        configuration.setUseInputDirectByteBuffers(false);
        configuration.setUseOutputDirectByteBuffers(false);
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setHttpCompliance(
                HttpCompliance.RFC9110.with(
                        "varve",
                        HttpCompliance.Violation.UNSAFE_HOST_HEADER,
                        HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        return configuration;
    }
}
