package dev.varve.daemon.http;

import org.eclipse.jetty.io.EndPoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SocketChannel;

/// The client of one request, as Jetty has it.
record JettyClient(EndPoint endPoint, ClientWatch watch, WholeBody whole)
        implements Request.Client {
    @Override
    public Request.Watched whenGone(Runnable action) {
        return endPoint.getTransport() instanceof SocketChannel channel
                ? watch.watch(channel, action)
                : () -> {};
    }

    @Override
    public byte[] readWhole(InputStream body) {
        return whole.read(body);
    }

    @Override
    public void cut() {
        endPoint.close(new IOException("the connection was cut off"));
    }
}
