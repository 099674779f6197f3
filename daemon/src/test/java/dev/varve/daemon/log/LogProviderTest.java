package dev.varve.daemon.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

class LogProviderTest {
    private static final String REPLACED = "logback.configurationFile";

    @Test
    void logGoesToStandardErrorFromLevelInfoOn() {
        LoggerContext context = started();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        assertThat(root.getLevel()).isEqualTo(Level.INFO);
        assertThat(root.getAppender("stderr").isStarted()).isTrue();
        assertThat(context.getLogger("org.eclipse.jetty.io").getEffectiveLevel())
                .isEqualTo(Level.WARN);
        assertThat(context.isStarted()).isTrue();
    }

    @Test
    void fileOfSomebodysOwnIsReadInstead() throws Exception {
        Path file = Files.createTempFile("logback", ".xml");
        Files.writeString(file, "<configuration><root level=\"ERROR\"/></configuration>");
        System.setProperty(REPLACED, file.toString());
        try {
            Logger root = started().getLogger(Logger.ROOT_LOGGER_NAME);
            assertThat(root.getLevel()).isEqualTo(Level.ERROR);
            assertThat(root.getAppender("stderr")).isNull();
        } finally {
            System.clearProperty(REPLACED);
            Files.delete(file);
        }
    }

    private static LoggerContext started() {
        LogProvider provider = new LogProvider();
        provider.initialize();
        return (LoggerContext) provider.getLoggerFactory();
    }
}
