package dev.varve.storage.overlay2;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// The mount system call for an overlay of many layers.
///
/// The options have to fit into one page. When the absolute paths do not, or hold a character that
/// means something in the options, each layer is opened and named `/proc/self/fd/N`: short, and it
/// needs no change of the process's directory, which a JVM cannot make.
final class OverlayMount {
    private static final int PAGE = 4096;
    private static final String INDEX_OFF =
            Files.exists(Path.of("/sys/module/overlay/parameters/index")) ? "index=off," : "";

    private OverlayMount() {}

    /// @param layers from the top to the base, two or more
    static void readOnly(List<Path> layers, Path target) throws IOException {
        long flags = Mounts.MS_RDONLY | Mounts.MS_NODEV | Mounts.MS_NOSUID;
        mount(layers, target, flags, paths -> options(INDEX_OFF, paths));
    }

    /// With devices and setuid programs, as a container's root file system needs them. What is
    /// written is complete in `upper`: a renamed directory or a changed owner copies the whole.
    ///
    /// @param lowers from the nearest parent to the base, one or more
    static void writable(Path upper, Path work, List<Path> lowers, Path target) throws IOException {
        List<Path> all = new ArrayList<>(List.of(upper, work));
        all.addAll(lowers);
        String switches = INDEX_OFF + offWhenOn("redirect_dir") + offWhenOn("metacopy");
        mount(
                all,
                target,
                0,
                paths -> {
                    ByteArrayOutputStream options = new ByteArrayOutputStream();
                    options.writeBytes(options(switches, paths.subList(2, paths.size())));
                    options.writeBytes(ascii(",upperdir="));
                    options.writeBytes(paths.get(0));
                    options.writeBytes(ascii(",workdir="));
                    options.writeBytes(paths.get(1));
                    return options.toByteArray();
                });
    }

    private static String offWhenOn(String parameter) {
        return OverlayProbe.parameter(parameter) ? parameter + "=off," : "";
    }

    private static void mount(
            List<Path> layers, Path target, long flags, Function<List<byte[]>, byte[]> named)
            throws IOException {
        List<byte[]> paths = layers.stream().map(Open::bytes).toList();
        byte[] options = named.apply(paths);
        if (options.length < PAGE && paths.stream().noneMatch(OverlayMount::needsEscape)) {
            Mounts.mount("overlay", target, "overlay", flags, options);
            return;
        }
        List<Fd> open = new ArrayList<>();
        try {
            for (Path layer : layers) {
                open.add(Open.at(Fd.CWD, Open.bytes(layer), Open.O_PATH | Open.O_DIRECTORY, 0));
            }
            List<byte[]> byDescriptor =
                    open.stream().map(fd -> ascii("/proc/self/fd/" + fd.number())).toList();
            Mounts.mount("overlay", target, "overlay", flags, named.apply(byDescriptor));
        } finally {
            open.forEach(Fd::close);
        }
    }

    private static byte[] options(String switches, List<byte[]> lowers) {
        ByteArrayOutputStream options = new ByteArrayOutputStream();
        options.writeBytes(ascii(switches + "lowerdir="));
        for (int i = 0; i < lowers.size(); i++) {
            if (i > 0) {
                options.write(':');
            }
            options.writeBytes(lowers.get(i));
        }
        return options.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static boolean needsEscape(byte[] path) {
        for (byte b : path) {
            if (b == ':' || b == ',' || b == '\\') {
                return true;
            }
        }
        return false;
    }
}
