package dev.varve.storage;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A driver's handle for one layer: 64 lower-case hexadecimal digits, random, with no meaning of
/// its own.
///
/// The form is dockerd's `cache-id`, so that a layer directory looks as it does under
/// `/var/lib/docker/<driver>`.
public record LayerKey(String value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final SecureRandom RANDOM = new SecureRandom();

    public LayerKey {
        if (!isKey(value)) {
            throw new IllegalArgumentException("not a layer key: " + value);
        }
    }

    public static boolean isKey(String text) {
        return FORM.matcher(text).matches();
    }

    public static LayerKey random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new LayerKey(HexFormat.of().formatHex(bytes));
    }

    @Override
    public String toString() {
        return value;
    }
}
