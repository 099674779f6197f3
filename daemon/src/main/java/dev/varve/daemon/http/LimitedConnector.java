package dev.varve.daemon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/// Takes no more connections than it may have at once; others wait in the socket's queue. Jetty's
/// own `ConnectionLimit` ends a Unix connector: it cannot be made to accept again.
final class LimitedConnector extends UnixDomainServerConnector {
    private final Semaphore room;

    /// @param connections at most so many at once
    LimitedConnector(Server server, HttpConnectionFactory http, int connections) {
        super(server, 1, 1, http);
        this.room = new Semaphore(connections);
        addBean(
                new Connection.Listener() {
                    @Override
                    public void onClosed(Connection connection) {
                        room.release();
                    }
                });
    }

    @Override
    protected void accept(int acceptor) throws IOException {
        try {
            room.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server is stopping");
        }
        boolean accepted = false;
        try {
            super.accept(acceptor);
            accepted = true;
        } finally {
            if (!accepted) {
                room.release();
            }
        }
    }
}
