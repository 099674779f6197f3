package dev.varve.daemon.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;

import java.nio.charset.StandardCharsets;

/// Sets the log up, on stderr, when Logback asks for it. It is done here because Logback reads
/// `logback.xml` with an XML parser and reflection at each start; a file that
/// `logback.configurationFile` names is read all the same, instead of this.
public final class LogSetup extends ContextAwareBase implements Configurator {
    /// Whether somebody has a setup of their own.
    static boolean isReplaced() {
        return System.getProperty("logback.configurationFile") != null;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (isReplaced()) {
            return ExecutionStatus.NEUTRAL;
        }
        LineLayout layout = new LineLayout();
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(layout);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setName("stderr");
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger("org.eclipse.jetty").setLevel(Level.WARN);
        // It tells each malformed request with a stack trace; the client is told anyway.
        context.getLogger("org.eclipse.jetty.server.internal").setLevel(Level.ERROR);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(stderr);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
