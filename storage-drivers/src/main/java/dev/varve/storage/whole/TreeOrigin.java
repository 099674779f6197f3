package dev.varve.storage.whole;

import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.DockerSameness;
import dev.varve.storage.tree.ExactSameness;
import dev.varve.storage.tree.Sameness;
import dev.varve.storage.tree.SnapshotSameness;

/// How a layer's tree was made from its parent's, and so what tells that a node is as it was.
public enum TreeOrigin {
    /// Every node is a new one.
    COPY {
        @Override
        Sameness likeDocker(Stat since) {
            return new DockerSameness();
        }

        @Override
        Sameness exact(Stat since) {
            return new ExactSameness(stat -> stat.changedBefore(since));
        }
    },

    /// A node keeps its number and the time at which the kernel last saw a change of it.
    SNAPSHOT {
        @Override
        Sameness likeDocker(Stat since) {
            return new SnapshotSameness(since, new DockerSameness());
        }

        @Override
        Sameness exact(Stat since) {
            return new SnapshotSameness(since, new ExactSameness(_ -> false));
        }
    };

    /// What `diff` goes by.
    ///
    /// @param since tells when the tree was complete
    abstract Sameness likeDocker(Stat since);

    /// What a layer's tar goes by.
    abstract Sameness exact(Stat since);
}
