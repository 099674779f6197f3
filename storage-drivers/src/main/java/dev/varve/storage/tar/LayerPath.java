package dev.varve.storage.tar;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A path inside a layer's root: components joined by `/`, none of them empty, `.` or `..`. The
/// empty path is the root itself.
final class LayerPath {
    private static final byte[] UP = {'.', '.'};
    private static final byte[] HERE = {'.'};

    private final byte[] bytes;
    private final int nameStart;

    private LayerPath(byte[] bytes) {
        this.bytes = bytes;
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') {
            start--;
        }
        this.nameStart = start;
    }

    /// @throws MalformedLayerException for `..`, a NUL byte, or something past a limit
    static LayerPath of(byte[] raw, TarLimits limits) throws MalformedLayerException {
        if (raw.length > limits.path()) {
            throw MalformedLayerException.limit(
                    raw, "the length of a path", raw.length, limits.path());
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream(raw.length);
        int start = 0;
        while (start <= raw.length) {
            int end = start;
            while (end < raw.length && raw[end] != '/') {
                if (raw[end] == 0) {
                    throw new MalformedLayerException(raw, "its path holds a NUL byte");
                }
                end++;
            }
            append(path, raw, start, end, limits);
            start = end + 1;
        }
        return new LayerPath(path.toByteArray());
    }

    private static void append(
            ByteArrayOutputStream path, byte[] raw, int start, int end, TarLimits limits)
            throws MalformedLayerException {
        int length = end - start;
        if (length == 0 || (length == 1 && raw[start] == '.')) {
            return;
        }
        if (length == 2 && raw[start] == '.' && raw[start + 1] == '.') {
            throw new MalformedLayerException(raw, "its path holds a \"..\" component");
        }
        if (length > limits.component()) {
            throw MalformedLayerException.limit(
                    raw, "the length of a name in its path", length, limits.component());
        }
        if (path.size() > 0) {
            path.write('/');
        }
        path.write(raw, start, length);
    }

    /// As [#of], but `..` takes the component before it away, and is refused only where there is
    /// none: what clients of the archive API may send.
    static LayerPath cleaned(byte[] raw, TarLimits limits) throws MalformedLayerException {
        List<byte[]> kept = new ArrayList<>();
        int start = 0;
        for (int end = 0; end <= raw.length; end++) {
            if (end < raw.length && raw[end] != '/') {
                continue;
            }
            byte[] component = Arrays.copyOfRange(raw, start, end);
            start = end + 1;
            if (!Arrays.equals(component, UP)) {
                kept.add(component);
                continue;
            }
            kept.removeIf(name -> name.length == 0 || Arrays.equals(name, HERE));
            if (kept.isEmpty()) {
                throw new MalformedLayerException(raw, "its path leads out of the directory");
            }
            kept.removeLast();
        }
        ByteArrayOutputStream path = new ByteArrayOutputStream(raw.length);
        for (byte[] component : kept) {
            path.writeBytes(component);
            path.write('/');
        }
        return of(path.toByteArray(), limits);
    }

    /// The path of something below this one.
    LayerPath with(LayerPath below, TarLimits limits) throws MalformedLayerException {
        if (isRoot() || below.isRoot()) {
            return isRoot() ? below : this;
        }
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 1 + below.bytes.length);
        whole[bytes.length] = '/';
        System.arraycopy(below.bytes, 0, whole, bytes.length + 1, below.bytes.length);
        return of(whole, limits);
    }

    boolean isRoot() {
        return bytes.length == 0;
    }

    byte[] bytes() {
        return bytes;
    }

    byte[] name() {
        return Arrays.copyOfRange(bytes, nameStart, bytes.length);
    }

    LayerPath parent() {
        return new LayerPath(Arrays.copyOf(bytes, Math.max(0, nameStart - 1)));
    }

    /// All paths that lead to this one, the shortest first, this one last.
    List<LayerPath> withParents() {
        List<LayerPath> chain = new ArrayList<>();
        for (int i = 1; i < bytes.length; i++) {
            if (bytes[i] == '/') {
                chain.add(new LayerPath(Arrays.copyOf(bytes, i)));
            }
        }
        chain.add(this);
        return chain;
    }

    /// Whether any component starts so.
    boolean anyStartsWith(byte[] prefix) {
        return startsWithin(bytes.length, prefix);
    }

    /// Whether any component but the last starts so.
    boolean parentStartsWith(byte[] prefix) {
        return startsWithin(nameStart, prefix);
    }

    private boolean startsWithin(int to, byte[] prefix) {
        for (int start = 0; start < to; start++) {
            if ((start == 0 || bytes[start - 1] == '/') && startsWith(start, prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(int at, byte[] prefix) {
        return bytes.length - at >= prefix.length
                && Arrays.equals(bytes, at, at + prefix.length, prefix, 0, prefix.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LayerPath path && Arrays.equals(bytes, path.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
