package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.List;

/// One verb of `image`.
public interface Verb {
    /// @param name after `image`
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

    Synopsis synopsis();

    List<OptionSpec> options();

    /// Does what the verb is for.
    ///
    /// @param operands within the numbers of the synopsis
    ExitCode run(ParseResult options, List<String> operands, Session session) throws IOException;
}
