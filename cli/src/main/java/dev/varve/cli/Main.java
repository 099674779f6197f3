package dev.varve.cli;

import dev.varve.cli.CommandRunner.World;
import dev.varve.cli.command.Input;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The program `varve`, also known as `image`: the same, entered at the verbs of `image`. Which of
/// the two it is says the system property `varve.program`.
public final class Main {
    private Main() {}

    public static void main(String[] words) {
        Output out = new Output(new FileOutputStream(FileDescriptor.out), isTerminal(1));
        Output err = new Output(new FileOutputStream(FileDescriptor.err), isTerminal(2));
        World world =
                new World(
                        System.getProperty("varve.program", "varve"),
                        out,
                        err,
                        new Input(System.in, isTerminal(0)),
                        System.getenv(),
                        System.currentTimeMillis() / 1000);
        // Orderly shutdown has nothing to do here and costs milliseconds.
        Runtime.getRuntime().halt(run(world, List.of(words)).number());
    }

    /// Runs a command line and turns every end into an exit code: the only such place.
    static ExitCode run(World world, List<String> words) {
        try {
            ExitCode code = runToTheEnd(world, words);
            world.out().flush();
            world.err().flush();
            return code;
        } catch (Output.Closed e) {
            return ExitCode.BROKEN_PIPE;
        }
    }

    private static ExitCode runToTheEnd(World world, List<String> words) throws Output.Closed {
        try {
            return new CommandRunner(world, words).run();
        } catch (Failure failure) {
            world.out().flush();
            world.err().line(Escaped.lines(failure.text()));
            return failure.code();
        } catch (Output.Closed e) {
            throw e;
        } catch (IOException e) {
            world.out().flush();
            world.err().line(Escaped.lines("cannot finish the command: " + e));
            return ExitCode.OTHER;
        }
    }

    private static boolean isTerminal(int descriptor) {
        try {
            String target =
                    Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
            return target.startsWith("/dev/pts/")
                    || target.startsWith("/dev/tty")
                    || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }
}
