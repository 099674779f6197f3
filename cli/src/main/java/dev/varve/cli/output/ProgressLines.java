package dev.varve.cli.output;

import dev.varve.api.ProgressMessage;

/// Progress for a file or a pipe: one line an event, and nothing for a mere change of numbers.
public final class ProgressLines implements ProgressView {
    private final Output out;

    public ProgressLines(Output out) {
        this.out = out;
    }

    @Override
    public void show(ProgressMessage message) throws Output.Closed {
        if (message.aux().isPresent()) {
            return;
        }
        boolean numbers =
                message.progressDetail().isPresent()
                        && (message.progressDetail().get().current() > 0
                                || message.progressDetail().get().total() > 0);
        if (numbers) {
            return;
        }
        if (!message.stream().isEmpty()) {
            out.print(Escaped.lines(message.stream()));
        } else {
            String id = message.id().isEmpty() ? "" : Escaped.line(message.id()) + ": ";
            out.line(id + Escaped.line(message.status()));
        }
        out.flush();
    }

    @Override
    public void end() throws Output.Closed {
        out.flush();
    }
}
