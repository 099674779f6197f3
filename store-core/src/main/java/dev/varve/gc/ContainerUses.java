package dev.varve.gc;

import dev.varve.index.ContainerTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Digest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which containers hold which images, as the index has it.
final class ContainerUses {
    private ContainerUses() {}

    /// By ID, so that messages name them always in one order.
    static List<ContainerUse> ofImage(Transaction transaction, Digest image) {
        return new ContainerTable(transaction)
                .holdersOf(image).stream().map(ContainerUses::use).toList();
    }

    static Map<Digest, List<ContainerUse>> all(Transaction transaction) {
        Map<Digest, List<ContainerUse>> uses = new HashMap<>();
        for (ContainerTable.Holder holder : new ContainerTable(transaction).holders()) {
            uses.computeIfAbsent(holder.image(), image -> new ArrayList<>()).add(use(holder));
        }
        return uses;
    }

    private static ContainerUse use(ContainerTable.Holder holder) {
        return new ContainerUse(holder.id(), holder.attached());
    }
}
