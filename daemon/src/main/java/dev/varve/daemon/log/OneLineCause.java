package dev.varve.daemon.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;

import org.jspecify.annotations.Nullable;

/// An exception with its causes and the top of their stacks, on the event's line.
final class OneLineCause {
    private static final int FRAMES = 12;
    private static final int CAUSES = 8;

    private OneLineCause() {}

    /// Nothing for an event without one.
    static String of(ILoggingEvent event) {
        StringBuilder out = new StringBuilder();
        @Nullable IThrowableProxy thrown = event.getThrowableProxy();
        for (int i = 0; thrown != null && i < CAUSES; i++, thrown = thrown.getCause()) {
            append(out.append(" | "), thrown);
        }
        return out.toString();
    }

    private static void append(StringBuilder out, IThrowableProxy thrown) {
        out.append(thrown.getClassName());
        if (thrown.getMessage() != null) {
            out.append(": ").append(Escaped.text(thrown.getMessage()));
        }
        StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
        for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
            out.append(i == 0 ? " at " : " < ").append(frames[i].getStackTraceElement());
        }
    }
}
