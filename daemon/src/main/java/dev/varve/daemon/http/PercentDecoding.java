package dev.varve.daemon.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Undoes URL escaping, as strictly as Go: a `%` that two hexadecimal digits do not follow is an
/// error.
final class PercentDecoding {
    private PercentDecoding() {}

    static String path(String raw) {
        return decode(raw, false);
    }

    static String queryPart(String raw) {
        return decode(raw, true);
    }

    private static String decode(String raw, boolean plusIsSpace) {
        if (raw.indexOf('%') < 0 && !(plusIsSpace && raw.indexOf('+') >= 0)) {
            return raw;
        }
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                out.write(escaped(in, i));
                i += 2;
            } else {
                out.write(plusIsSpace && in[i] == '+' ? ' ' : in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static int escaped(byte[] in, int at) {
        int high = at + 1 < in.length ? Character.digit(in[at + 1], 16) : -1;
        int low = at + 2 < in.length ? Character.digit(in[at + 2], 16) : -1;
        if (high < 0 || low < 0) {
            int end = Math.min(at + 3, in.length);
            String escape = new String(in, at, end - at, StandardCharsets.UTF_8);
            throw HttpFailure.badRequest("invalid URL escape \"" + escape + "\"");
        }
        return high << 4 | low;
    }
}
