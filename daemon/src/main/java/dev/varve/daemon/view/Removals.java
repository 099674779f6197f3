package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.varve.api.DeleteItem;
import dev.varve.gc.Removal;

import java.io.IOException;
import java.util.List;

/// What a removal did, for the client and for the log.
public final class Removals {
    private Removals() {}

    public static List<DeleteItem> items(List<Removal> removals) {
        return removals.stream().map(Removals::item).toList();
    }

    public static void write(List<Removal> removals, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (DeleteItem item : items(removals)) {
            item.write(out);
        }
        out.writeEndArray();
    }

    public static String inWords(Removal removal) {
        return switch (removal) {
            case Removal.Untagged(var reference) -> "untagged " + reference;
            case Removal.Deleted(var digest) -> "deleted " + digest;
        };
    }

    private static DeleteItem item(Removal removal) {
        return switch (removal) {
            case Removal.Untagged(var reference) -> new DeleteItem.Untagged(reference);
            case Removal.Deleted(var digest) -> new DeleteItem.Deleted(digest.toString());
        };
    }
}
