package dev.varve.storage.overlay2;

import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.overlay.OverlayProbe;
import dev.varve.storage.overlay.OverlayStacking;
import dev.varve.storage.tree.TreeForm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The mount system call for an overlay of many layers.
///
/// The options have to fit into one page. When the absolute paths do not, or hold a character that
/// means something in the options, each layer is opened and named `/proc/self/fd/N`: short, and it
/// needs no change of the process's directory, which a JVM cannot make.
///
/// @param userxattr whether the overlay's own attributes are `user.overlay.*`, which a user
///   namespace can read and write, instead of `trusted.overlay.*`
record KernelOverlay(boolean userxattr) implements OverlayStacking {
    private static final int PAGE = 4096;
    private static final String INDEX_OFF =
            Files.exists(Path.of("/sys/module/overlay/parameters/index")) ? "index=off," : "";

    @Override
    public String name() {
        return "overlay2";
    }

    @Override
    public WhiteoutFormat whiteouts() {
        return userxattr ? WhiteoutFormat.OVERLAY_USERXATTR : WhiteoutFormat.OVERLAY;
    }

    @Override
    public TreeForm upper() {
        return userxattr ? TreeForm.UPPER_USERXATTR : TreeForm.UPPER;
    }

    @Override
    public void readOnly(List<Path> layers, Path target) throws IOException {
        long flags = Mounts.MS_RDONLY | Mounts.MS_NODEV | Mounts.MS_NOSUID;
        mount(layers, target, flags, paths -> options(switches(), paths));
    }

    /// What is written is complete in `upper`: a renamed directory or a changed owner copies the
    /// whole.
    @Override
    public void writable(Path upper, Path work, List<Path> lowers, Path target) throws IOException {
        List<Path> all = new ArrayList<>(List.of(upper, work));
        all.addAll(lowers);
        // The kernel never does either with userxattr.
        String copies = userxattr ? "" : offWhenOn("redirect_dir") + offWhenOn("metacopy");
        mount(
                all,
                target,
                0,
                paths -> {
                    ByteArrayOutputStream options = new ByteArrayOutputStream();
                    options.writeBytes(
                            options(switches() + copies, paths.subList(2, paths.size())));
                    options.writeBytes(ascii(",upperdir="));
                    options.writeBytes(paths.get(0));
                    options.writeBytes(ascii(",workdir="));
                    options.writeBytes(paths.get(1));
                    return options.toByteArray();
                });
    }

    private String switches() {
        return userxattr ? INDEX_OFF + "userxattr," : INDEX_OFF;
    }

    private static String offWhenOn(String parameter) {
        return parameter(parameter) ? parameter + "=off," : "";
    }

    private static void mount(
            List<Path> layers, Path target, long flags, Function<List<byte[]>, byte[]> named)
            throws IOException {
        List<byte[]> paths = layers.stream().map(Open::bytes).toList();
        byte[] options = named.apply(paths);
        if (options.length < PAGE && paths.stream().noneMatch(KernelOverlay::needsEscape)) {
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

    /// The kernel serves its overlays itself.
    @Override
    public boolean isDead(Path target) {
        return false;
    }

    /// What is written is in the upper directory at once.
    @Override
    public void settle(Path target) {}

    @Override
    public Map<String, String> status(Path home) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Backing Filesystem", OverlayProbe.backingFileSystem(home));
        rows.put("Supports d_type", "true");
        rows.put("Using metacopy", String.valueOf(!userxattr && parameter("metacopy")));
        rows.put("Native Overlay Diff", String.valueOf(userxattr || !parameter("redirect_dir")));
        rows.put("userxattr", String.valueOf(userxattr));
        return rows;
    }

    /// A switch of the kernel's overlay module.
    private static boolean parameter(String name) {
        try {
            return Files.readString(Path.of("/sys/module/overlay/parameters", name))
                    .startsWith("Y");
        } catch (IOException e) {
            return false;
        }
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
