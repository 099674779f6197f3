package dev.varve.check;

import java.util.ArrayList;
import java.util.List;

/// What a check has found.
///
/// @param problems empty for a healthy store
/// @param unchecked what could not be judged, and why: sentences
/// @param blobs how many there are
/// @param blobsRead of how many the content was hashed
/// @param layers how many there are
/// @param layersRead of how many every file was compared
public record CheckReport(
        CheckLevel level,
        List<Problem> problems,
        List<String> unchecked,
        int blobs,
        int blobsRead,
        int layers,
        int layersRead) {
    /// The same with problems that are known from elsewhere, told first.
    public CheckReport with(List<Problem> known) {
        List<Problem> all = new ArrayList<>(known);
        all.addAll(problems);
        return new CheckReport(
                level, List.copyOf(all), unchecked, blobs, blobsRead, layers, layersRead);
    }

    /// The same with one more sentence about what could not be judged.
    public CheckReport withUnchecked(String sentence) {
        List<String> all = new ArrayList<>(unchecked);
        all.add(sentence);
        return new CheckReport(
                level, problems, List.copyOf(all), blobs, blobsRead, layers, layersRead);
    }

    public boolean isHealthy() {
        return problems.isEmpty();
    }
}
