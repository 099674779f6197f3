package dev.varve.storage.zfs;

import dev.varve.storage.linux.NoSpaceException;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Runs `zfs` and `zpool`: by absolute path, in the C locale, without input, no longer than a limit
/// and with a bound on what they may say.
///
/// @param limit how long one command may take; a pool that lost its disks lets them wait for ever
record ZfsCommand(Path zfs, Path zpool, Duration limit) {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int MAX_OUTPUT = 32 << 20;

    /// Where the programs are on systems whose PATH of a service leaves them out.
    private static final String MORE = ":/usr/local/sbin:/usr/sbin:/sbin";

    /// @throws IOException when one of the programs is not installed
    static ZfsCommand find() throws IOException {
        return new ZfsCommand(program("zfs"), program("zpool"), LIMIT);
    }

    private static Path program(String name) throws IOException {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + MORE;
        for (String directory : path.split(":", -1)) {
            Path program = Path.of(directory, name);
            if (program.isAbsolute() && Files.isExecutable(program)) {
                return program;
            }
        }
        throw new IOException(
                "the program " + name + " is in none of the directories " + path + "; install ZFS");
    }

    /// What a command said.
    ///
    /// @param complaint what it wrote to its standard error
    record Answer(String command, int code, String text, String complaint) {
        boolean isGood() {
            return code == 0;
        }

        /// @param words as the C locale of OpenZFS and of zfs-fuse has them
        boolean complains(String words) {
            return !isGood() && complaint.toLowerCase(Locale.ROOT).contains(words);
        }

        IOException failure() {
            String message = command + " ended with " + code + ": " + complaint.strip();
            return complains("out of space") || complains("quota exceeded")
                    ? NoSpaceException.because(message)
                    : new IOException(message);
        }
    }

    /// Runs `zfs`, which must succeed.
    ///
    /// @return what it printed
    String zfs(String... arguments) throws IOException {
        return good(tryZfs(arguments));
    }

    Answer tryZfs(String... arguments) throws IOException {
        return run(zfs, arguments);
    }

    /// Runs `zpool`, which must succeed.
    String zpool(String... arguments) throws IOException {
        return good(run(zpool, arguments));
    }

    private static String good(Answer answer) throws IOException {
        if (!answer.isGood()) {
            throw answer.failure();
        }
        return answer.text();
    }

    private Answer run(Path program, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put("LC_ALL", "C");
        String command = program.getFileName() + " " + String.join(" ", arguments);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            FutureTask<String> text = started(() -> read(process.getInputStream(), command));
            FutureTask<String> complaint = started(() -> read(process.getErrorStream(), command));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException(
                        command
                                + " did not end within "
                                + limit.toSeconds()
                                + " s; look at `zpool status`");
            }
            return new Answer(command, process.exitValue(), text.get(), complaint.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + command + " ran");
        } catch (ExecutionException e) {
            throw new IOException(command + ": " + e.getCause().getMessage(), e.getCause());
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static FutureTask<String> started(Callable<String> work) {
        FutureTask<String> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().name("zfs-output").start(task);
        return task;
    }

    /// A list that is cut off would hide layers: it is an error.
    private static String read(InputStream in, String command) throws IOException {
        byte[] bytes = in.readNBytes(MAX_OUTPUT);
        if (in.transferTo(OutputStream.nullOutputStream()) > 0) {
            throw new IOException(command + " said more than " + MAX_OUTPUT + " bytes");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
