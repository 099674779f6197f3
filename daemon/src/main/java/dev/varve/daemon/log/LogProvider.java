package dev.varve.daemon.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LogbackServiceProvider;
import ch.qos.logback.classic.util.LogbackMDCAdapter;

/// Logback as what SLF4J logs with, named to SLF4J by [#name]. Found by name, it is there without a
/// look into every jar for services, SLF4J's and then Logback's, at each start.
public final class LogProvider extends LogbackServiceProvider {
    private static final String PROPERTY = "slf4j.provider";

    /// Has SLF4J take this one. Comes before the first logger is made.
    public static void name() {
        // It would say on stderr that it does as it was told.
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty(PROPERTY, LogProvider.class.getName());
    }

    @Override
    public void initialize() {
        if (LogSetup.isReplaced()) {
            super.initialize();
            return;
        }
        LoggerContext context = (LoggerContext) getLoggerFactory();
        context.setMDCAdapter((LogbackMDCAdapter) getMDCAdapter());
        LogSetup setup = new LogSetup();
        setup.setContext(context);
        setup.configure(context);
        context.start();
    }
}
