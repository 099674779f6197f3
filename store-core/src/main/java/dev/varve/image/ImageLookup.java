package dev.varve.image;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.oci.Digest;
import dev.varve.reference.ParsedName;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.util.List;
import java.util.Optional;

/// Finds the image that a user means: a full ID, else a name, else the start of an ID that no other
/// image shares. A name wins over an ID that starts alike.
public final class ImageLookup {
    private static final String ID_ALGORITHM = "sha256:";

    private final ImageNames names;

    public ImageLookup(ImageNames names) {
        this.names = names;
    }

    /// Throws [NotFound] with dockerd's text, also for the start of more than one ID, and
    /// [InvalidArgument] for a text that can be neither name nor ID.
    public Digest find(String userText) {
        return switch (ReferenceParser.parseAny(userText)) {
            case ParsedName.ById(Digest id) -> {
                if (!names.hasImage(id)) {
                    throw noSuchImage(id.toString());
                }
                yield id;
            }
            case ParsedName.ByName(Reference reference) ->
                    names.imageOf(reference.asStored())
                            .filter(names::hasImage)
                            .or(() -> byIdPrefix(userText))
                            .orElseThrow(() -> noSuchImage(reference.withDefaultTag().familiar()));
        };
    }

    /// Whether a text could stand for this ID: a start of it, with or without the algorithm. `sha`
    /// is one, as dockerd has it.
    public static boolean isIdPrefix(String userText, Digest id) {
        return id.toString().startsWith(userText) || id.hex().startsWith(userText);
    }

    /// The one image whose ID starts so, with or without its algorithm.
    public Optional<Digest> byIdPrefix(String userText) {
        String hex =
                userText.startsWith(ID_ALGORITHM)
                        ? userText.substring(ID_ALGORITHM.length())
                        : userText;
        boolean isHex =
                !hex.isEmpty()
                        && hex.length() <= 64
                        && hex.chars()
                                .allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
        if (!isHex) {
            return Optional.empty();
        }
        List<Digest> found = names.idsWithPrefix(hex, 2);
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    private static NotFound noSuchImage(String what) {
        return new NotFound("No such image: " + what);
    }

    /// The text as the name that a lookup tries; empty when it can be no name.
    public static Optional<Reference> asName(String userText) {
        try {
            return Optional.of(ReferenceParser.parseNormalized(userText).asStored());
        } catch (InvalidArgument notAName) {
            return Optional.empty();
        }
    }
}
