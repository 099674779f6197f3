package dev.varve.cli.login;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.config.CredentialStore;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `logout`: forgets what is kept for a registry, under all the names that it was ever kept under.
public final class LogoutVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis("logout", List.of(), "[SERVER]", 0, 1, "Log out from a registry");
    }

    @Override
    public String description() {
        return "Log out from a registry.\nDefaults to Docker Hub if no server is specified.";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String server = operands.isEmpty() ? "" : operands.getFirst();
        String host = server.isEmpty() ? CredentialStore.HUB : Servers.host(server);
        List<String> keys = new ArrayList<>(List.of(server.isEmpty() ? host : server));
        if (!server.isEmpty()) {
            keys.addAll(List.of(host, "http://" + host, "https://" + host));
        }
        session.out().line("Removing login credentials for " + Escaped.line(host));
        session.out().flush();
        CredentialStore store = new CredentialStore(session.environment());
        List<String> failures = new ArrayList<>();
        for (String key : keys) {
            try {
                store.erase(key);
            } catch (IOException e) {
                failures.add(key + ": " + e.getMessage());
            }
        }
        if (failures.size() < keys.size()) {
            return ExitCode.DONE;
        }
        session.err().line("WARNING: could not erase credentials:");
        for (String failure : failures) {
            session.err().line(Escaped.line(failure));
        }
        return ExitCode.OTHER;
    }
}
