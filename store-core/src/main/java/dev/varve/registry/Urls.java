package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.HexFormat;

/// What is asked of URLs: whose they are, how they may be shown, where a redirect leads.
final class Urls {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String NEVER_RAW = " \"<>\\^`{|}";

    private Urls() {}

    /// Scheme, host and port: who is given what was meant for one of them may only be the same.
    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + ":" + port(uri);
    }

    static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return isTls(uri) ? 443 : 80;
    }

    static boolean isTls(URI uri) {
        return "https".equals(uri.getScheme());
    }

    /// A URL without what may be secret in it: user, password and query.
    static String redact(URI uri) {
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath();
    }

    /// Where a `Location` header leads from `from`. Characters that stand raw in the query of many
    /// a signed link are encoded first.
    ///
    /// @throws IllegalArgumentException when that is no http or https URL with a host
    static URI follow(URI from, String location) {
        URI next = from.resolve(encodeRaw(location));
        boolean web = "http".equals(next.getScheme()) || isTls(next);
        if (!web || next.getHost() == null) {
            throw new IllegalArgumentException("not an http or https URL with a host");
        }
        return next;
    }

    private static String encodeRaw(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte each : text.getBytes(UTF_8)) {
            char c = (char) (each & 0xff);
            if (c > ' ' && c < 0x7f && NEVER_RAW.indexOf(c) < 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append(HEX.toHexDigits(each));
            }
        }
        return encoded.toString();
    }
}
