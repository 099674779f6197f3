package dev.varve.daemon.http;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Notices that a client has gone while there is nothing to write to it, by the end of what it
/// sends. Jetty looks at a connection's input only between requests, so this looks in the meantime.
///
/// A client that sends more before it has its answer counts as gone as well: what it sent cannot be
/// put back.
final class ClientWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClientWatch.class);

    private final Selector selector;
    private final Thread thread;
    private final Queue<Watching> toBegin = new ConcurrentLinkedQueue<>();

    private ClientWatch(Selector selector) {
        this.selector = selector;
        this.thread = Thread.ofPlatform().daemon().name("client-watch").unstarted(this::run);
    }

    static ClientWatch start() throws IOException {
        ClientWatch watch = new ClientWatch(Selector.open());
        watch.thread.start();
        return watch;
    }

    /// @param channel not blocking, with nobody else reading from it until the watching ends
    /// @param gone runs once, on this watch's thread, and must not wait
    /// @return ends the watching
    Request.Watched watch(SocketChannel channel, Runnable gone) {
        Watching watching = new Watching(channel, gone);
        toBegin.add(watching);
        selector.wakeup();
        return () -> {
            watching.end();
            // A channel is not closed before all its selectors have let go of it.
            selector.wakeup();
        };
    }

    private void run() {
        try {
            while (true) {
                selector.select(ClientWatch::look);
                beginAll();
            }
        } catch (ClosedSelectorException e) {
            log.debug("clients are watched no longer", e);
        } catch (IOException e) {
            log.error("clients that go away are no longer noticed", e);
        }
    }

    private void beginAll() {
        List<Watching> again = new ArrayList<>();
        for (Watching next = toBegin.poll(); next != null; next = toBegin.poll()) {
            if (!next.begin(selector)) {
                again.add(next);
            }
        }
        if (!again.isEmpty()) {
            toBegin.addAll(again);
            selector.wakeup();
        }
    }

    /// One client, from when it is to be watched until it is no more.
    private static final class Watching {
        private final SocketChannel channel;
        private final Runnable gone;
        private boolean ended;
        private @Nullable SelectionKey key;

        Watching(SocketChannel channel, Runnable gone) {
            this.channel = channel;
            this.gone = gone;
        }

        /// @return false when the channel's last watching has not been taken off the selector yet
        synchronized boolean begin(Selector selector) {
            if (ended) {
                return true;
            }
            try {
                key = channel.register(selector, SelectionKey.OP_READ, gone);
            } catch (CancelledKeyException e) {
                return false;
            } catch (ClosedChannelException e) {
                gone.run();
            }
            return true;
        }

        synchronized void end() {
            ended = true;
            if (key != null) {
                key.cancel();
            }
        }
    }

    private static void look(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        boolean gone;
        try {
            gone = ((SocketChannel) key.channel()).read(ByteBuffer.allocate(1)) != 0;
        } catch (IOException e) {
            gone = true;
        }
        if (gone) {
            key.cancel();
            ((Runnable) key.attachment()).run();
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
