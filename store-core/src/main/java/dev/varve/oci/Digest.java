package dev.varve.oci;

import dev.varve.error.StoreException.InvalidArgument;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A digest of bytes, `algorithm:hex`. Parsed before it comes near a path: the hexadecimal part is
/// lower-case and of the algorithm's length.
///
/// Source: OCI image-spec descriptor.md, "Digests"; sha256, sha384 and sha512 are those that
/// go-digest registers.
public record Digest(String algorithm, String hex) implements Comparable<Digest> {
    private static final String SHA256 = "sha256:";
    private static final Pattern ALGORITHM = Pattern.compile("[a-z0-9]++([.+_-][a-z0-9]++){0,9}+");

    public Digest {
        int length = hexLength(algorithm);
        if (length == 0) {
            throw new InvalidArgument("unsupported digest algorithm");
        }
        if (hex.length() != length) {
            throw new InvalidArgument("invalid checksum digest length");
        }
        if (!isLowerHex(hex)) {
            throw new InvalidArgument("invalid checksum digest format");
        }
    }

    /// Parses `algorithm:hex`, or throws [InvalidArgument] with go-digest's text.
    public static Digest parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || colon == text.length() - 1) {
            throw new InvalidArgument("invalid checksum digest format");
        }
        String algorithm = text.startsWith(SHA256) ? "sha256" : text.substring(0, colon);
        if (hexLength(algorithm) == 0 && !ALGORITHM.matcher(algorithm).matches()) {
            throw new InvalidArgument("invalid checksum digest format");
        }
        return new Digest(algorithm, text.substring(colon + 1));
    }

    public static Digest sha256(byte[] bytes) {
        return of("sha256", newSha256().digest(bytes));
    }

    public static Digest of(String algorithm, byte[] hash) {
        return new Digest(algorithm, HexFormat.of().formatHex(hash));
    }

    public static MessageDigest newSha256() {
        return newMessageDigest("SHA-256");
    }

    /// A fresh hash function of this digest's algorithm.
    public MessageDigest newHash() {
        return newMessageDigest(
                switch (algorithm) {
                    case "sha384" -> "SHA-384";
                    case "sha512" -> "SHA-512";
                    default -> "SHA-256";
                });
    }

    /// The first twelve hexadecimal digits, as docker shows IDs.
    public String shortHex() {
        return hex.substring(0, 12);
    }

    @Override
    public int compareTo(Digest other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }

    /// A list of images checks tens of thousands of digests, so without a pattern.
    private static boolean isLowerHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static int hexLength(String algorithm) {
        return switch (algorithm) {
            case "sha256" -> 64;
            case "sha384" -> 96;
            case "sha512" -> 128;
            default -> 0;
        };
    }

    private static MessageDigest newMessageDigest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + name, e);
        }
    }
}
