package dev.varve.daemon.http;

import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;

/// Serves a [Router] on a Unix socket. The socket's directory, mode and owner are the caller's
/// matter, as is removing it.
public final class UnixHttpServer implements AutoCloseable {
    private static final int HEADER_BYTES = 64 * 1024;
    private static final int POOL_THREADS = 16;
    private static final Duration IDLE = Duration.ofMinutes(5);

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

    /// Binds the socket and answers from now on.
    ///
    /// @param version Varve's, for the `Server` header
    public static UnixHttpServer start(Path socket, Router router, String version)
            throws IOException {
        QueuedThreadPool pool = new QueuedThreadPool(POOL_THREADS, 2);
        pool.setName("http");
        pool.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("request-", 0).factory()));
        Server server = new Server(pool);
        server.setStopTimeout(0);
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(
                        server, 1, 1, new HttpConnectionFactory(configuration()));
        connector.setUnixDomainPath(socket);
        connector.setAcceptQueueSize(512);
        connector.setIdleTimeout(IDLE.toMillis());
        server.addConnector(connector);
        ClientWatch watch = ClientWatch.start();
        JettyBridge bridge = new JettyBridge(router, watch, version);
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

    /// Names of images come with plain and with escaped slashes, and old clients send hosts that
    /// are none, so the path and the Host header are taken as they are.
    private static HttpConfiguration configuration() {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(HEADER_BYTES);
        configuration.setSendServerVersion(false);
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setHttpCompliance(
                HttpCompliance.RFC9110.with(
                        "varve",
                        HttpCompliance.Violation.UNSAFE_HOST_HEADER,
                        HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        return configuration;
    }
}
