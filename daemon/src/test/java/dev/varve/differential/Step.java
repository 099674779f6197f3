package dev.varve.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A call, what of its outcome matters, and what is expected of it.
///
/// @param keep the name under which later steps find what the call printed; "" for none
/// @param anyOrder whether the order of the printed lines is left open
/// @param differences empty when both sides do the same
record Step(Call call, String keep, boolean anyOrder, List<Difference> differences) {
    /// A deliberate difference.
    ///
    /// @param key of the row in `docs/api.md` that says why
    /// @param ours makes what Varve answers of what dockerd answers, both as the transcript shows
    ///   them
    /// @param byChance whether dockerd answers now this, now that, and also as Varve does
    record Difference(String key, UnaryOperator<String> ours, boolean byChance) {}

    static Step of(Call call) {
        return new Step(call, "", false, List.of());
    }

    Step keptAs(String name) {
        return new Step(call, name, anyOrder, differences);
    }

    Step inAnyOrder() {
        return new Step(call, keep, true, differences);
    }

    Step differing(Difference difference) {
        List<Difference> all = new ArrayList<>(differences);
        all.add(difference);
        return new Step(call, keep, anyOrder, List.copyOf(all));
    }
}
