package dev.varve.cli;

import dev.varve.cli.CommandRunner.World;
import dev.varve.cli.command.Input;
import dev.varve.cli.output.Output;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs many command lines in one process. The AOT cache that is made of such a run, when Varve is
/// built, has the classes of all of them.
public final class Rehearsal {
    private Rehearsal() {}

    /// @param files with a command line in each line, its words parted by single spaces
    public static void main(String[] files) throws IOException {
        for (String file : files) {
            for (String line : Files.readAllLines(Path.of(file))) {
                Main.run(silent(), List.of(line.split(" ")));
            }
        }
    }

    private static World silent() {
        return new World(
                "varve",
                new Output(OutputStream.nullOutputStream(), false),
                new Output(OutputStream.nullOutputStream(), false),
                new Input(new ByteArrayInputStream(new byte[0]), false),
                System.getenv(),
                System.currentTimeMillis() / 1000);
    }
}
