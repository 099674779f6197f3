package dev.varve.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verdict;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A process that does every operation and says each step that is announced at the seam by a system
/// call: it looks for a file that is never there and has the step as its name. So whoever watches
/// the system calls of the process sees which step was announced before which call, and by which
/// thread.
final class SeamAnnouncements implements DiskWatch {
    /// Where the files are not.
    static final String PLACE = "/seam-announcements/";

    private static final String PREPARING = "preparing";
    private static final String RUNNING = "running";

    /// What was said.
    ///
    /// @param step the verb's name, or what begins
    record Said(String step, String path, String detail) {
        boolean begins(boolean preparing) {
            return step.equals(preparing ? PREPARING : RUNNING);
        }

        boolean isStep() {
            return !begins(true) && !begins(false);
        }
    }

    /// @param arguments the root of the stores, a driver, and the address of the registry
    public static void main(String[] arguments) throws IOException {
        SeamAnnouncements announcements = new SeamAnnouncements();
        for (Scenario scenario : Scenarios.all()) {
            Path root =
                    Files.createDirectory(Path.of(arguments[0], scenario.name().replace(' ', '-')));
            CrashStore store = new CrashStore(root, arguments[1], URI.create(arguments[2]));
            try (Seam.Watching _ = store.watch(announcements)) {
                announcements.say(RUNNING, "", "");
                store.open();
                announcements.say(PREPARING, "", "");
                scenario.prepare().on(store);
                scenario.before().on(store);
                announcements.say(RUNNING, "", "");
                scenario.run().on(store);
                store.close();
                store.open();
                store.close();
                announcements.say(PREPARING, "", "");
            }
        }
        // Whatever a registry does in the background ends with the process.
        System.exit(0);
    }

    @Override
    public Verdict before(Step step) {
        try {
            say(step.verb().name(), step.path(), step.detail());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return Verdict.GO;
    }

    private void say(String step, String path, String detail) throws IOException {
        byte[] text = (step + "\n" + path + "\n" + detail).getBytes(UTF_8);
        try (FileChannel _ = FileChannel.open(Path.of(PLACE + HexFormat.of().formatHex(text)))) {
            throw new IllegalStateException(PLACE + " exists");
        } catch (NoSuchFileException expected) {
            // It was seen.
        }
    }

    /// What a call says, if it is one of those that say something.
    static Optional<Said> of(SystemCall call) {
        String path = call.paths().getFirst();
        if (!path.startsWith(PLACE)) {
            return Optional.empty();
        }
        byte[] text = HexFormat.of().parseHex(path.substring(PLACE.length()));
        List<String> parts = List.of(new String(text, UTF_8).split("\n", -1));
        return Optional.of(new Said(parts.get(0), parts.get(1), parts.get(2)));
    }
}
