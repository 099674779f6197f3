package dev.varve.registry;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Closes bodies whose reader waits too long for the next byte: the JDK's client has no time limit
/// for a body, so a silent registry would hold a pull for ever. A reader that takes its own time is
/// left alone.
final class StallGuard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StallGuard.class);

    private final Duration timeout;
    private final Set<Watched> waiting = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService timer;

    StallGuard(Duration timeout) {
        this.timeout = timeout;
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        task -> Thread.ofPlatform().daemon().name("stall-guard").unstarted(task));
        long period = Math.max(10, timeout.toMillis() / 10);
        ScheduledFuture<?> _ =
                timer.scheduleWithFixedDelay(
                        () -> waiting.forEach(Watched::closeIfStalled),
                        period,
                        period,
                        TimeUnit.MILLISECONDS);
    }

    InputStream watch(InputStream body) {
        return new Watched(body);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private final class Watched extends FilterInputStream {
        private volatile long waitingSince;
        private volatile boolean stalled;

        Watched(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            waitingSince = System.nanoTime();
            waiting.add(this);
            try {
                int count = in.read(target, offset, length);
                if (count < 0 && stalled) {
                    throw brokenOff(null);
                }
                return count;
            } catch (IOException e) {
                throw stalled ? brokenOff(e) : e;
            } finally {
                waiting.remove(this);
            }
        }

        /// Goes through [#read], which is watched.
        @Override
        public long skip(long count) throws IOException {
            byte[] passed = new byte[Math.clamp(count, 0, 8192)];
            return Math.max(0, read(passed, 0, passed.length));
        }

        private IOException brokenOff(@Nullable IOException cause) {
            return new IOException(
                    "the connection brought nothing for " + timeout.toSeconds() + " s", cause);
        }

        private void closeIfStalled() {
            if (System.nanoTime() - waitingSince <= timeout.toNanos()) {
                return;
            }
            stalled = true;
            try {
                in.close();
            } catch (IOException e) {
                log.debug("closing a stalled body: {}", e.toString());
            }
        }
    }
}
