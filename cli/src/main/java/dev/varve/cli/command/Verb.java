package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;

import java.io.IOException;
import java.util.List;

/// One verb of the command line.
public interface Verb {
    /// @param name after its group or the program
    /// @param aliases full commands that mean the same, after the program's name
    /// @param operands as the usage line shows them
    /// @param minimum number of operands
    /// @param maximum number of operands
    record Synopsis(
            String name,
            List<String> aliases,
            String operands,
            int minimum,
            int maximum,
            String summary) {}

    /// What an operand names, for a shell that completes it.
    enum Operand {
        NOTHING,
        FILE,
        IMAGE,
        CONTAINER,
        CONTAINER_OR_FILE,
        CONTAINER_OR_IMAGE,
        SHELL,
    }

    Synopsis synopsis();

    List<Option> options();

    /// What its help says below the usage line.
    default String description() {
        return synopsis().summary();
    }

    /// Whether what follows the first operand is never an option.
    default boolean optionsEndAtOperand() {
        return false;
    }

    default Operand operand() {
        return Operand.NOTHING;
    }

    /// Does what the verb is for.
    ///
    /// @param operands within the numbers of the synopsis
    ExitCode run(Given options, List<String> operands, Session session) throws IOException;
}
