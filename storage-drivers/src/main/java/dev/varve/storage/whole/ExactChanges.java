package dev.varve.storage.whole;

import dev.varve.storage.Change;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.tree.LinkGroups;
import dev.varve.storage.tree.Sameness;
import dev.varve.storage.tree.TreeChanges;
import dev.varve.storage.tree.TreeForm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What has to be written to make a tree again from the one that it started from: more than a
/// `diff` shows, as that passes over extended attributes, times of directories and names that
/// became, or ceased to be, one inode.
final class ExactChanges {
    private ExactChanges() {}

    static List<Change> between(Fd top, Fd base, Sameness exact) throws IOException {
        List<Change> changes =
                new ArrayList<>(TreeChanges.between(top, base, TreeForm.WHOLE, exact));
        Set<String> paths = changes.stream().map(Change::path).collect(Collectors.toSet());
        LinkGroups before = LinkGroups.of(base, Set.of());
        LinkGroups now = LinkGroups.of(top, before.inodes().keySet());
        for (String path : now.broken(before, paths)) {
            changes.add(new Change(path, Change.Kind.MODIFIED));
            for (int slash = path.lastIndexOf('/'); slash > 0; ) {
                String directory = path.substring(0, slash);
                if (paths.add(directory)) {
                    changes.add(new Change(directory, Change.Kind.MODIFIED));
                }
                slash = path.lastIndexOf('/', slash - 1);
            }
        }
        return changes;
    }
}
