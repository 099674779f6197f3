package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.crash.SeamAnnouncements.Said;
import dev.varve.storage.disk.Verb;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What every other test of crashes believes is seen from outside: each change of the disk that the
/// process of a store makes, in every operation of the crash matrix, was announced at the seam by
/// the same thread just before, and each flush that was announced was made.
///
/// Not judged is what SQLite does with its own files, of which only the making of the file and the
/// commits are announced. Needs `strace`.
@Timeout(300)
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
final class SeamUnderStraceIT extends CrashPlace {
    private static final String CALLS =
            "?open,?creat,openat,openat2,write,pwrite64,writev,pwritev,?pwritev2,?rename,?renameat,"
                    + "renameat2,?unlink,unlinkat,?rmdir,?mkdir,mkdirat,?symlink,symlinkat,?link,"
                    + "linkat,?mknod,mknodat,setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,"
                    + "fremovexattr,?chmod,fchmod,fchmodat,?fchmodat2,?chown,fchown,?lchown,"
                    + "fchownat,utimensat,?utime,?utimes,?futimesat,truncate,ftruncate,fallocate,"
                    + "fsync,fdatasync,syncfs,sync,mount,umount2,?move_mount,"
                    + "copy_file_range,?sendfile,?sendfile64,splice,ioctl,?mmap,?mmap2,"
                    + "?io_uring_setup";

    /// Those of which one announcement may stand for several calls: a copy goes piece by piece, and
    /// directories are made with those above them.
    private static final Set<Verb> MANY = Set.of(Verb.WRITE, Verb.MKDIR);

    /// How a call that changes the disk has to be announced.
    private static Optional<Verb> verb(SystemCall call) {
        String arguments = call.arguments();
        Verb verb =
                switch (call.name()) {
                    case "creat" -> Verb.CREATE;
                    case "open", "openat", "openat2" ->
                            arguments.contains("O_CREAT") || arguments.contains("O_TRUNC")
                                    ? Verb.CREATE
                                    : null;
                    case "write", "pwrite64", "writev", "pwritev", "pwritev2" -> Verb.WRITE;
                    case "copy_file_range", "sendfile", "sendfile64", "splice" -> Verb.WRITE;
                    case "rename", "renameat", "renameat2" -> Verb.RENAME;
                    case "unlink", "unlinkat", "rmdir" -> Verb.UNLINK;
                    case "mkdir", "mkdirat" -> Verb.MKDIR;
                    case "symlink", "symlinkat" -> Verb.SYMLINK;
                    case "link", "linkat" -> Verb.LINK;
                    case "mknod", "mknodat" -> Verb.MKNOD;
                    case "chmod", "fchmod", "fchmodat", "fchmodat2" -> Verb.CHMOD;
                    case "chown", "fchown", "lchown", "fchownat" -> Verb.CHOWN;
                    case "utimensat", "utime", "utimes", "futimesat" -> Verb.TIMES;
                    case "truncate", "ftruncate" -> Verb.TRUNCATE;
                    case "fallocate" -> Verb.ALLOCATE;
                    case "fsync", "fdatasync" -> Verb.FSYNC;
                    case "syncfs" -> Verb.SYNCFS;
                    case "mount" -> Verb.MOUNT;
                    case "umount2" -> Verb.UNMOUNT;
                    case "ioctl" -> arguments.contains("FICLONE") ? Verb.IOCTL : null;
                    default -> call.name().contains("xattr") ? Verb.XATTR : null;
                };
        return Optional.ofNullable(verb);
    }

    /// Ways to change a file that cannot be announced: there are none.
    private static boolean isHidden(SystemCall call) {
        boolean mapped =
                call.name().startsWith("mmap")
                        && call.arguments().contains("MAP_SHARED")
                        && call.arguments().contains("PROT_WRITE");
        return mapped || call.name().equals("io_uring_setup");
    }

    /// What the calls of one process were, against what it announced.
    private static final class Comparison {
        private final Path place;
        private final Map<String, Said> last = new HashMap<>();
        private final Map<Verb, Integer> made = new EnumMap<>(Verb.class);
        private final List<String> wrong = new ArrayList<>();
        private boolean preparing = true;

        Comparison(Path place) {
            this.place = place;
        }

        void see(SystemCall call) {
            Optional<Said> said = SeamAnnouncements.of(call);
            if (said.isPresent()) {
                hear(call.thread(), said.get());
            } else if (isInAStore(call)) {
                verb(call).ifPresent(verb -> judge(call, verb));
                if (isHidden(call) && !isOfSqlite(call, last.get(call.thread()))) {
                    wrong.add("not to be announced: " + call);
                }
            }
        }

        private void hear(String thread, Said said) {
            if (said.isStep()) {
                Said flush = last.put(thread, said);
                requireMade(flush);
            } else {
                preparing = said.begins(true);
            }
        }

        /// An announcement goes when its call was made.
        private void requireMade(Said flush) {
            if (flush != null && List.of("FSYNC", "SYNCFS").contains(flush.step())) {
                wrong.add("announced and not made: " + flush);
            }
        }

        private boolean isInAStore(SystemCall call) {
            return call.paths().stream().anyMatch(path -> path.startsWith(place + "/"));
        }

        /// Its files, and their names: after it has made one it flushes the root.
        private boolean isOfSqlite(SystemCall call, Said said) {
            if (call.name().equals("fsync") && said != null && isOfSqlite(said.path())) {
                Path root = Path.of(said.path()).getParent();
                return isOfSqlite(call.paths().getFirst())
                        || call.paths().equals(List.of(String.valueOf(root)));
            }
            return call.paths().stream().allMatch(this::isOfSqlite);
        }

        private boolean isOfSqlite(String path) {
            return Path.of(path).getFileName().toString().matches("varve\\.db.*")
                    && Path.of(path).getNameCount() == place.getNameCount() + 2;
        }

        private void judge(SystemCall call, Verb verb) {
            Said said = last.get(call.thread());
            boolean announced = said != null && isAnnounced(said, verb, call.paths());
            // Its CREATE and COMMIT stand for whatever SQLite does until the next announcement.
            boolean flush = verb == Verb.FSYNC || verb == Verb.SYNCFS;
            if (announced && (flush || !MANY.contains(verb) && !isOfSqlite(said.path()))) {
                last.remove(call.thread());
            }
            if (!announced && !preparing && !isOfSqlite(call, said)) {
                wrong.add("not announced: " + call + ", after " + said);
            }
            if (announced) {
                made.merge(verb, 1, Integer::sum);
            }
        }

        private static boolean isAnnounced(Said said, Verb verb, List<String> paths) {
            String path = SystemCall.normal(said.path());
            boolean same =
                    switch (verb) {
                        // Those above it come with it, and a number is added to a temporary one.
                        case MKDIR ->
                                path.startsWith(paths.getFirst())
                                        || paths.getFirst().startsWith(path);
                        case RENAME ->
                                path.equals(paths.getFirst())
                                        && SystemCall.normal(said.detail()).equals(paths.get(1));
                        default -> path.equals(paths.getFirst());
                    };
            return same && said.step().equals(verb.name());
        }

        void end() {
            last.values().forEach(this::requireMade);
        }
    }

    @Test
    void everyChangeIsAnnouncedBeforeItIsMadeAndEveryAnnouncedFlushIsMade() throws Exception {
        Path place = directoryOf("traced");
        Path log = temporary.resolve("strace");
        Comparison comparison = new Comparison(place);
        run(place, log);
        for (SystemCall call : SystemCall.read(log)) {
            comparison.see(call);
        }
        comparison.end();
        System.out.printf("%s: announced and made: %s%n", driver, comparison.made);
        assertThat(comparison.wrong).isEmpty();
        assertThat(comparison.made)
                .containsKeys(
                        Verb.CREATE,
                        Verb.WRITE,
                        Verb.MKDIR,
                        Verb.MKNOD,
                        Verb.SYMLINK,
                        Verb.LINK,
                        Verb.RENAME,
                        Verb.UNLINK,
                        Verb.CHMOD,
                        Verb.CHOWN,
                        Verb.TIMES,
                        Verb.XATTR,
                        Verb.FSYNC,
                        Verb.SYNCFS);
        assertThat(comparison.made.values().stream().mapToInt(Integer::intValue).sum())
                .isGreaterThan(1000);
    }

    private void run(Path place, Path log) throws Exception {
        Path output = temporary.resolve("output");
        Process process =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "--seccomp-bpf",
                                "-y",
                                "-s",
                                "0",
                                "-e",
                                "trace=" + CALLS,
                                "-e",
                                "signal=none",
                                "-o",
                                log.toString(),
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SeamAnnouncements.class.getName(),
                                place.toString(),
                                driver,
                                registry().toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        assertThat(process.waitFor()).as(() -> read(output)).isZero();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
