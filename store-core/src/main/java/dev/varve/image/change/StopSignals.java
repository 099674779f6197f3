package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The signals that may stop a container: a number, or one of Linux's names with or without `SIG`.
public final class StopSignals {
    private static final Set<String> NAMES =
            Set.of(
                    ("ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR"
                                    + " QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1"
                                    + " USR2 VTALRM WINCH XCPU XFSZ")
                            .split(" "));
    private static final Pattern REAL_TIME =
            Pattern.compile("RTMIN(\\+([1-9]|1[0-5]))?|RTMAX(-([1-9]|1[0-4]))?");
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,9}");

    private StopSignals() {}

    /// Gives the text back, or throws [InvalidArgument] with docker's words.
    public static String require(String signal) {
        String upper = signal.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        boolean number = NUMBER.matcher(signal).matches() && Integer.parseInt(signal) != 0;
        if (!number && !NAMES.contains(name) && !REAL_TIME.matcher(name).matches()) {
            throw new InvalidArgument("invalid signal: " + signal);
        }
        return signal;
    }
}
