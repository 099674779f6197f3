package dev.varve.daemon.http;

import dev.varve.api.ProgressMessage;
import dev.varve.error.StoreException.Cancelled;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/// Lines of progress on their way to one client, each flushed for itself.
///
/// Whoever sends never waits for the client: lines queue up and a thread of the stream's own writes
/// them. Numbers of a client that is slow to read are dropped, see [#crowded]; states never are.
/// Until the first line is sent nothing goes out, so that a failure before it can be an ordinary
/// HTTP error. When the client has gone, or the daemon stops, `send` throws [Cancelled].
public final class ProgressStream {
    private static final int CROWDED = 64;
    private static final int MAX_WAITING = 100_000;

    private final Supplier<OutputStream> open;
    private final Queue<String> waiting = new ArrayDeque<>();
    private boolean started;
    private boolean finished;
    private String cancelled = "";
    private Thread writer = Thread.currentThread();

    /// @param open commits the answer, at the first line
    ProgressStream(Supplier<OutputStream> open) {
        this.open = open;
    }

    /// Sends one line; throws [Cancelled] when nobody is there to read it.
    public synchronized void send(ProgressMessage message) {
        requireReader();
        if (waiting.size() >= MAX_WAITING) {
            cancel("the client stopped reading the progress of its request");
            requireReader();
        }
        waiting.add(message.toLine());
        begin();
        notifyAll();
    }

    /// Makes it a 200 now, so that every failure from here on is a line of the stream.
    public synchronized void begin() {
        if (!started) {
            started = true;
            writer = Thread.ofVirtual().name("progress").start(this::write);
        }
    }

    /// Throws [Cancelled] when nobody is there to read.
    public synchronized void requireReader() {
        if (!cancelled.isEmpty()) {
            throw new Cancelled(cancelled);
        }
    }

    /// Whether the client is behind, and a line that the next one replaces is better not sent.
    public synchronized boolean crowded() {
        return waiting.size() >= CROWDED;
    }

    synchronized boolean started() {
        return started;
    }

    synchronized void cancel(String reason) {
        if (cancelled.isEmpty()) {
            cancelled = reason;
        }
    }

    /// The last line of a stream that has begun.
    synchronized void fail(String message, int code) {
        waiting.add(ProgressMessage.error(message, code).toLine());
        notifyAll();
    }

    /// Waits until all lines are written, or cannot be.
    void finish() {
        synchronized (this) {
            finished = true;
            notifyAll();
            if (!started) {
                return;
            }
        }
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            OutputStream out = open.get();
            for (String line = next(); !line.isEmpty(); line = next()) {
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
        } catch (IOException e) {
            cancel("the client went away");
        } catch (InterruptedException e) {
            cancel("the daemon is stopping");
            Thread.currentThread().interrupt();
        }
    }

    /// The next line, or "" after the last.
    private synchronized String next() throws InterruptedException {
        while (waiting.isEmpty() && !finished) {
            wait();
        }
        return waiting.isEmpty() ? "" : waiting.remove();
    }
}
