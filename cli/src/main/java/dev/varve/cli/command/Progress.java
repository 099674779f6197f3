package dev.varve.cli.command;

import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressBars;
import dev.varve.cli.output.ProgressLines;
import dev.varve.cli.output.ProgressView;
import dev.varve.cli.output.Terminal;

/// How a verb shows what the daemon tells while it works.
public final class Progress {
    private Progress() {}

    /// Bars on a terminal, lines elsewhere.
    public static ProgressView on(Output out, Session session) {
        return out.isTerminal()
                ? new ProgressBars(out, Terminal.columns(session.environment()), System::nanoTime)
                : new ProgressLines(out);
    }
}
