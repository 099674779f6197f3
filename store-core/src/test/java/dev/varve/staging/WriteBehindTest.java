package dev.varve.staging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.task.TaskGroup;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

final class WriteBehindTest {
    private static final long SHARE = 100;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final TaskGroup group = new TaskGroup(executor);
    private final AtomicInteger flushes = new AtomicInteger();

    @AfterEach
    void stop() {
        group.close();
        executor.close();
    }

    @Test
    void littleIsLeftToTheFlushAtTheEnd() throws Exception {
        WriteBehind behind = new WriteBehind(flushes::incrementAndGet, group, SHARE);
        behind.unpacked(60);
        behind.unpacked(39);
        group.join();
        assertEquals(0, flushes.get());
    }

    @Test
    void aShareOfAllLayersTogetherIsWrittenOut() throws Exception {
        WriteBehind behind = new WriteBehind(flushes::incrementAndGet, group, SHARE);
        behind.unpacked(60);
        behind.unpacked(40);
        group.join();
        assertEquals(1, flushes.get());
        behind.unpacked(99);
        group.join();
        assertEquals(1, flushes.get());
        behind.unpacked(1);
        group.join();
        assertEquals(2, flushes.get());
    }

    @Test
    void thereIsOneFlushAtATimeAndNobodyWaitsForIt() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        WriteBehind behind =
                new WriteBehind(
                        () -> {
                            flushes.incrementAndGet();
                            end.await();
                        },
                        group,
                        SHARE);
        for (int i = 0; i < 10; i++) {
            behind.unpacked(SHARE);
        }
        end.countDown();
        group.join();
        assertEquals(1, flushes.get());
    }

    @Test
    void aFailedFlushFailsTheOperation() {
        IOException broken = new IOException("Input/output error");
        WriteBehind behind =
                new WriteBehind(
                        () -> {
                            throw broken;
                        },
                        group,
                        SHARE);
        behind.unpacked(SHARE);
        assertSame(broken, assertThrows(IOException.class, group::join));
    }
}
