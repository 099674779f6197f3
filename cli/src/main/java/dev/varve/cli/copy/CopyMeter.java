package dev.varve.cli.copy;

import dev.varve.cli.output.HumanSize;
import dev.varve.cli.output.Output;

/// How much has been copied, for the line that tells of the end.
final class CopyMeter {
    private long total;

    void add(long bytes) {
        total += bytes;
    }

    void tell(Output err, String to) throws Output.Closed {
        err.line("Successfully copied " + HumanSize.three(total) + " to " + to);
        err.flush();
    }
}
