package dev.varve.error;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// What can go wrong in the store, as kinds that callers can act on. The message says what was
/// tried, on what and why it failed, in words fit for the user; where dockerd has a text for the
/// case, it is dockerd's.
public abstract sealed class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /// Nothing has that name, ID or digest.
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        public NotFound(String message) {
            super(message, null);
        }
    }

    /// The request is right but something else stands in its way: in use, ambiguous, already there.
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(message, null);
        }
    }

    /// The caller's input is malformed; nothing was changed.
    public static final class InvalidArgument extends StoreException {
        private static final long serialVersionUID = 1L;

        public InvalidArgument(String message) {
            super(message, null);
        }

        public InvalidArgument(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// A registry asks for credentials or refuses those given.
    public static final class Unauthorized extends StoreException {
        private static final long serialVersionUID = 1L;
        private final boolean nothingGiven;

        public Unauthorized(String message) {
            this(message, false);
        }

        private Unauthorized(String message, boolean nothingGiven) {
            super(message, null);
            this.nothingGiven = nothingGiven;
        }

        /// The registry wants a password and the caller gave none.
        public static Unauthorized withoutCredentials(String message) {
            return new Unauthorized(message, true);
        }

        /// Whether there were no credentials that the registry could have refused.
        public boolean nothingGiven() {
            return nothingGiven;
        }
    }

    /// The caller is known and may not do this.
    public static final class Denied extends StoreException {
        private static final long serialVersionUID = 1L;

        public Denied(String message) {
            super(message, null);
        }
    }

    /// A registry or the network failed; trying again may help.
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final @Nullable Duration retryAfter;
        private final boolean lasting;

        public Unavailable(String message, @Nullable Throwable cause) {
            this(message, 0, cause);
        }

        /// @param status the registry's HTTP status, or 0 when there was no answer
        public Unavailable(String message, int status, @Nullable Throwable cause) {
            this(message, status, null, false, cause);
        }

        private Unavailable(
                String message,
                int status,
                @Nullable Duration retryAfter,
                boolean lasting,
                @Nullable Throwable cause) {
            super(message, cause);
            this.status = status;
            this.retryAfter = retryAfter;
            this.lasting = lasting;
        }

        /// The same failure of a registry that says when to come back.
        public Unavailable withRetryAfter(Duration wait) {
            return new Unavailable(String.valueOf(getMessage()), status, wait, lasting, getCause());
        }

        /// The same failure of a registry that will not say anything else soon.
        public Unavailable asLasting() {
            return new Unavailable(
                    String.valueOf(getMessage()), status, retryAfter, true, getCause());
        }

        /// Whether it would be in vain to try again soon.
        public boolean isLasting() {
            return lasting;
        }

        /// The same failure in other words.
        public Unavailable withMessage(String message) {
            return new Unavailable(message, status, retryAfter, lasting, getCause());
        }

        /// How long the registry asks to be left alone, when it says so.
        public Optional<Duration> retryAfter() {
            return Optional.ofNullable(retryAfter);
        }

        public int status() {
            return status;
        }
    }

    /// Known to the format or protocol, refused by Varve or impossible here.
    public static final class Unsupported extends StoreException {
        private static final long serialVersionUID = 1L;

        public Unsupported(String message) {
            super(message, null);
        }
    }

    /// Bytes are not what their digest, size or format says.
    public static final class Corrupt extends StoreException {
        private static final long serialVersionUID = 1L;

        public Corrupt(String message) {
            super(message, null);
        }

        public Corrupt(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /// The disk has no room, or no inodes, left.
    public static final class NoSpace extends StoreException {
        private static final long serialVersionUID = 1L;

        public NoSpace(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /// The caller went away or the daemon is stopping.
    public static final class Cancelled extends StoreException {
        private static final long serialVersionUID = 1L;

        public Cancelled(String message) {
            super(message, null);
        }
    }

    /// A local failure that is none of the above: an I/O error of the disk, a failed system call.
    public static final class Failed extends StoreException {
        private static final long serialVersionUID = 1L;

        public Failed(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
