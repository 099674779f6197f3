package dev.varve.storage.tar;

import dev.varve.storage.linux.RawText;

import java.io.IOException;

/// A layer's tar that is refused: damaged, hostile, past a limit, or of a kind that is not
/// supported. Trying again with the same bytes gives the same answer.
public final class MalformedLayerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final boolean named;

    MalformedLayerException(String reason) {
        super("the tar is refused: " + reason);
        this.reason = reason;
        this.named = false;
    }

    MalformedLayerException(byte[] entry, String reason) {
        super("the tar is refused at entry \"" + RawText.escape(entry) + "\": " + reason);
        this.reason = reason;
        this.named = true;
    }

    /// The same refusal with the entry's name, unless it has one.
    MalformedLayerException at(byte[] entry) {
        return named ? this : new MalformedLayerException(entry, reason);
    }

    static MalformedLayerException limit(byte[] entry, String what, long value, long limit) {
        return new MalformedLayerException(
                entry, what + " is " + value + ", more than the limit of " + limit);
    }
}
