package dev.varve.daemon.view;

import dev.varve.api.HistoryRow;
import dev.varve.api.ImageRow;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageSummary;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// Rows of the image list and of a history.
public final class ImageRows {
    private ImageRows() {}

    public static ImageRow of(ImageSummary summary) {
        StoredImage image = summary.image();
        ImageNames names = ImageNames.of(summary.references());
        return new ImageRow(
                summary.containers(),
                image.created().map(Instant::getEpochSecond).orElse(0L),
                image.id().toString(),
                sorted(image.labels()),
                image.parent().map(Digest::toString).orElse(""),
                names.digests(),
                names.tags(),
                summary.sharedSize(),
                image.size(),
                summary.damage());
    }

    private static Map<String, String> sorted(Map<String, String> labels) {
        return isSorted(labels.keySet()) ? labels : new TreeMap<>(labels);
    }

    private static boolean isSorted(Iterable<String> names) {
        String last = "";
        for (String name : names) {
            if (name.compareTo(last) < 0) {
                return false;
            }
            last = name;
        }
        return true;
    }

    public static HistoryRow of(HistoryEntry entry) {
        return new HistoryRow(
                entry.comment(),
                entry.created().map(Instant::getEpochSecond).orElse(0L),
                entry.createdBy(),
                entry.image().map(Digest::toString).orElse(HistoryRow.MISSING),
                entry.size(),
                entry.tags().stream().map(Reference::familiar).toList());
    }
}
