package dev.varve.interleaving;

import java.util.ArrayList;
import java.util.List;

/// Whether operations that ran at once did what they do one after the other in some order: that
/// they are linearizable (Herlihy and Wing, 1990).
record Orders(List<Operation> operations, List<Outcome> outcomes) {
    /// @return an order as indices of the operations, or empty when there is none
    List<Integer> find(Model before, Model after) {
        List<Integer> order = new ArrayList<>();
        return extend(before, after, order) ? order : List.of();
    }

    private boolean extend(Model now, Model after, List<Integer> order) {
        if (order.size() == operations.size()) {
            return now.equals(after);
        }
        for (int i = 0; i < operations.size(); i++) {
            if (order.contains(i)) {
                continue;
            }
            order.addLast(i);
            if (possible(i, now, after, order)) {
                return true;
            }
            order.removeLast();
        }
        return false;
    }

    private boolean possible(int index, Model now, Model after, List<Integer> order) {
        Operation operation = operations.get(index);
        Outcome outcome = outcomes.get(index);
        Model next = now.copy();
        boolean isPrune = operation instanceof Operation.Prune;
        if (outcome == Outcome.CANCELLED || (isPrune && outcome == Outcome.CONFLICT)) {
            // It may have done nothing; of two prunes at once one is refused.
            if (extend(next, after, order)) {
                return true;
            }
        }
        Outcome wanted = operation.apply(next);
        return (wanted == outcome || outcome == Outcome.CANCELLED) && extend(next, after, order);
    }
}
