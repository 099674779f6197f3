package dev.varve.daemon;

import dev.varve.daemon.http.UnixHttpServer;
import dev.varve.storage.linux.SystemCalls;

import java.util.concurrent.CountDownLatch;

/// Loads on another thread what the start needs later. Most of a start's time goes into classes
/// that run for the first time, and there are two cores at least on most machines.
///
/// Whoever needs a part waits for it: two threads that initialise the same classes from different
/// ends could wait for each other for good.
final class HeadStart {
    private final CountDownLatch calls = new CountDownLatch(1);
    private final CountDownLatch server = new CountDownLatch(1);

    private HeadStart() {}

    static HeadStart begin() {
        HeadStart start = new HeadStart();
        Thread.ofPlatform().daemon().name("head-start").start(start::load);
        return start;
    }

    private void load() {
        try {
            SystemCalls.bind();
        } finally {
            calls.countDown();
        }
        try {
            UnixHttpServer.load();
        } finally {
            server.countDown();
        }
    }

    /// Waits until the system calls can be used.
    void awaitCalls() {
        await(calls);
    }

    /// Waits until the HTTP server can be made.
    void awaitServer() {
        await(server);
    }

    private static void await(CountDownLatch part) {
        try {
            part.await();
        } catch (InterruptedException e) {
            // Then whoever needs it loads it.
            Thread.currentThread().interrupt();
        }
    }
}
