package dev.varve.cli.output;

import dev.varve.api.ProgressMessage;

/// Shows the messages of a pull as they come.
public interface ProgressView {
    /// Shows a message that is no error.
    void show(ProgressMessage message) throws Output.Closed;

    /// Leaves the screen in order, after the last message.
    void end() throws Output.Closed;

    /// Shows nothing at all.
    static ProgressView silent() {
        return new ProgressView() {
            @Override
            public void show(ProgressMessage message) {}

            @Override
            public void end() {}
        };
    }
}
