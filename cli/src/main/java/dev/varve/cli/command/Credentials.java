package dev.varve.cli.command;

import dev.varve.cli.config.RegistryAuth;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What a verb sends to the daemon so that a registry lets it in.
public final class Credentials {
    private Credentials() {}

    /// The value of X-Registry-Auth. What stood in the way is told as a warning.
    ///
    /// @param domain of the registry
    public static String header(String domain, Session session) throws Output.Closed {
        List<String> warnings = new ArrayList<>();
        String header = new RegistryAuth(session.environment(), warnings::add).header(domain);
        warn(warnings, session);
        return header;
    }

    /// The value of X-Registry-Config for these registries and no other, "" when nothing is known.
    public static String headerOfAll(Collection<String> domains, Session session)
            throws Output.Closed {
        Set<String> warnings = new LinkedHashSet<>();
        String header = new RegistryAuth(session.environment(), warnings::add).headerOfAll(domains);
        warn(warnings, session);
        return header;
    }

    /// Says so when a script asks for content trust to be checked.
    public static void warnOfTrust(Given options, Session session) throws Output.Closed {
        if (Options.isGiven(options, Options.NO_TRUST)
                && !Options.isSet(options, Options.NO_TRUST)) {
            warn(List.of("content trust is not checked: Varve has no client for Notary"), session);
        }
    }

    static void warn(Collection<String> warnings, Session session) throws Output.Closed {
        for (String warning : warnings) {
            session.err().line("WARNING: " + Escaped.line(warning));
        }
        session.err().flush();
    }
}
