package dev.varve.storage.linux;

import dev.varve.storage.disk.Seam;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Announces system calls at the seam. A call that changes the disk begins with one of these.
final class Steps {
    private static final String DESCRIPTORS = "/proc/self/fd/";

    private Steps() {}

    /// @param call the C function, for the message
    static void before(Verb verb, String call, Fd dir, byte[] name) throws LinuxException {
        if (Seam.watched()) {
            decide(new Step(verb, path(dir, name), "", 0), call, name);
        }
    }

    static void before(Verb verb, String call, Fd fd) throws LinuxException {
        if (Seam.watched()) {
            decide(new Step(verb, path(fd), "", 0), call, fd.procPath(new byte[0]));
        }
    }

    static void before(Verb verb, String call, Fd dir, byte[] name, Fd toDir, byte[] to)
            throws LinuxException {
        if (Seam.watched()) {
            decide(new Step(verb, path(dir, name), path(toDir, to), 0), call, name);
        }
    }

    /// @return whether to make the flush
    static boolean beforeFlush(Verb verb, String call, Fd fd) throws LinuxException {
        return !Seam.watched()
                || made(new Step(verb, path(fd), "", 0), call, fd.procPath(new byte[0]));
    }

    /// A write can be torn, so that the caller has to look at the verdict.
    static Verdict beforeWrite(Fd fd, long length) {
        return Seam.watched() ? Seam.ask(new Step(Verb.WRITE, path(fd), "", length)) : Verdict.GO;
    }

    private static void decide(Step step, String call, byte[] name) throws LinuxException {
        boolean _ = made(step, call, name);
    }

    private static boolean made(Step step, String call, byte[] name) throws LinuxException {
        return switch (Seam.ask(step)) {
            case Verdict.Go _ -> true;
            case Verdict.Lie _ -> false;
            case Verdict.Fail(int errno) -> throw LinuxException.of(call, name, errno);
            case Verdict.Tear(int _, int errno) -> throw LinuxException.of(call, name, errno);
        };
    }

    private static String path(Fd dir, byte[] name) {
        String text = new String(name, StandardCharsets.ISO_8859_1);
        if (text.startsWith(DESCRIPTORS)) {
            int end = text.indexOf('/', DESCRIPTORS.length());
            String link = end < 0 ? text : text.substring(0, end);
            return link(link) + (end < 0 ? "" : text.substring(end));
        }
        return dir.number() < 0 || text.startsWith("/") ? text : path(dir) + "/" + text;
    }

    private static String path(Fd fd) {
        return link(DESCRIPTORS + fd.number());
    }

    private static String link(String descriptor) {
        try {
            return Files.readSymbolicLink(Path.of(descriptor)).toString();
        } catch (IOException e) {
            return descriptor;
        }
    }
}
