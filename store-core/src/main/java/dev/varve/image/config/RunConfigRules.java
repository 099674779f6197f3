package dev.varve.image.config;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.image.change.StopSignals;
import dev.varve.text.GoQuote;

/// What docker refuses in the config of a container that is being made, in docker's words.
public final class RunConfigRules {
    private RunConfigRules() {}

    /// Throws [InvalidArgument].
    public static void require(RunConfig config) {
        String directory = config.text(RunField.WORKING_DIR);
        if (!directory.isEmpty() && !directory.startsWith("/")) {
            throw new InvalidArgument(
                    "the working directory '"
                            + GoQuote.escape(directory)
                            + "' is invalid, it needs to be an absolute path");
        }
        for (String variable : config.texts(RunField.ENV)) {
            if (Variables.nameOf(variable).isEmpty()) {
                throw new InvalidArgument(
                        "invalid environment variable: " + GoQuote.escape(variable));
            }
        }
        String signal = config.text(RunField.STOP_SIGNAL);
        if (!signal.isEmpty()) {
            StopSignals.require(signal);
        }
    }
}
