package dev.varve.daemon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.thread.Scheduler;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Closes connections whose first request has no whole header in time: a client that sends a byte
/// now and then would never be idle.
final class FirstRequestDeadline implements Connection.Listener {
    private final Scheduler scheduler;
    private final Map<Connection, Scheduler.Task> waiting = new ConcurrentHashMap<>();

    FirstRequestDeadline(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    @Override
    public void onOpened(Connection connection) {
        waiting.put(
                connection,
                scheduler.schedule(
                        () -> look(connection),
                        BodyDeadline.LIMIT.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private void look(Connection connection) {
        waiting.remove(connection);
        if (connection.getMessagesIn() == 0) {
            connection.getEndPoint().close(new IOException("no request came in time"));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        Scheduler.Task task = waiting.remove(connection);
        if (task != null) {
            boolean _ = task.cancel();
        }
    }
}
