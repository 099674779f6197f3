package dev.varve.registry;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Unavailable;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// Why one host did not do what it was asked, with the verdict whether asking again may help, made
/// where the failure is understood. Never leaves this package: sessions throw [#told].
final class RegistryFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final StoreException told;
    private final boolean unanswered;
    private final boolean temporary;
    private final String retryAfter;

    private RegistryFailure(
            StoreException told, boolean unanswered, boolean temporary, String retryAfter) {
        super(told.getMessage(), told);
        this.told = told;
        this.unanswered = unanswered;
        this.temporary = temporary;
        this.retryAfter = retryAfter;
    }

    /// The host could not be reached or broke off.
    static RegistryFailure unanswered(
            String message, @Nullable Throwable cause, boolean temporary) {
        return new RegistryFailure(new Unavailable(message, cause), true, temporary, "");
    }

    /// The host's answer is final.
    static RegistryFailure refused(StoreException told) {
        return new RegistryFailure(told, false, false, "");
    }

    /// The host cannot answer now.
    ///
    /// @param retryAfter the header of that name, "" without one
    static RegistryFailure busy(StoreException told, String retryAfter) {
        return new RegistryFailure(told, false, true, retryAfter);
    }

    /// What callers of the package are told.
    StoreException told() {
        return told;
    }

    boolean isUnanswered() {
        return unanswered;
    }

    boolean isTemporary() {
        return temporary;
    }

    /// Whether the host answered, and would answer the same again.
    boolean isFinal() {
        return !unanswered && !temporary;
    }

    Optional<String> retryAfter() {
        return retryAfter.isEmpty() ? Optional.empty() : Optional.of(retryAfter);
    }
}
