package dev.varve.daemon.log;

import ch.qos.logback.classic.pattern.ClassicConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/// `%safe`: the message with everything escaped that is not text.
public final class SafeMessage extends ClassicConverter {
    @Override
    public String convert(ILoggingEvent event) {
        return Escaped.text(event.getFormattedMessage());
    }
}
