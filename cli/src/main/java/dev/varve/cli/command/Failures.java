package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;

import java.util.ArrayList;
import java.util.List;

/// What went wrong for some of several images while the others were still looked after.
public final class Failures {
    private final List<Failure> failures = new ArrayList<>();

    public void add(Failure failure) {
        failures.add(failure);
        // Without a daemon there is nothing to go on with.
        if (failure.code() == ExitCode.NO_DAEMON) {
            List<String> texts = failures.stream().map(Failure::text).toList();
            throw new Failure(ExitCode.NO_DAEMON, String.join("\n", texts), failure);
        }
    }

    /// Prints them, one a line.
    public void print(Output err) throws Output.Closed {
        for (Failure failure : failures) {
            err.line(Escaped.lines(failure.text()));
        }
    }

    public boolean areAll(ExitCode code) {
        return failures.stream().allMatch(failure -> failure.code() == code);
    }

    /// The code that they share, or OTHER.
    public ExitCode code() {
        if (failures.isEmpty()) {
            return ExitCode.DONE;
        }
        ExitCode first = failures.getFirst().code();
        return areAll(first) ? first : ExitCode.OTHER;
    }
}
