package dev.varve.cli.login;

import static dev.varve.cli.json.JsonFields.text;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.config.CredentialStore;
import dev.varve.cli.config.RegistryAuth;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.Terminal;
import dev.varve.cli.template.GoJson;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `login`: has the daemon try the credentials, and keeps them when the registry takes them.
public final class LoginVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis("login", List.of(), "[SERVER]", 0, 1, "Authenticate to a registry");
    }

    @Override
    public String description() {
        return "Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value(
                        "string", "Password or Personal Access Token (PAT)", "-p", "--password"),
                Options.flag(
                        "Take the Password or Personal Access Token (PAT) from stdin",
                        "--password-stdin"),
                Options.value("string", "Username", "-u", "--username"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        check(options);
        String user = Options.text(options, "--username").strip();
        String password = password(options, session);
        String server = operands.isEmpty() ? "" : operands.getFirst();
        String registry =
                server.isEmpty() || server.equals("docker.io")
                        ? CredentialStore.HUB
                        : Servers.host(server);
        if (user.isEmpty() && password.isEmpty() && tryKept(registry, session)) {
            return ExitCode.DONE;
        }
        if ((user.isEmpty() || password.isEmpty()) && !session.in().isTerminal()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Error: Cannot perform an interactive login from a non TTY device");
        }
        if (user.isEmpty()) {
            user = ask("Username: ", session);
            if (user.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "Error: Non-null Username Required");
            }
        }
        if (password.isEmpty()) {
            password = askSecretly(session);
        }
        login(registry, user, password, session);
        return ExitCode.DONE;
    }

    private static void check(Given options) {
        boolean stdin = Options.isGiven(options, "--password-stdin");
        if (stdin && Options.isGiven(options, "--password")) {
            throw usage("conflicting options: cannot specify both --password and --password-stdin");
        }
        if (stdin && !Options.isGiven(options, "--username")) {
            throw usage("the --password-stdin option requires --username to be set");
        }
        for (String name : List.of("username", "password")) {
            if (Options.isGiven(options, "--" + name)
                    && Options.text(options, "--" + name).isEmpty()) {
                throw usage(name + " is empty");
            }
        }
    }

    private static String password(Given options, Session session) throws IOException {
        String password = Options.text(options, "--password");
        if (!password.isEmpty()) {
            session.err()
                    .line(
                            "WARNING! Using --password via the CLI is insecure. Use"
                                    + " --password-stdin.");
            session.err().flush();
        }
        if (Options.isSet(options, "--password-stdin")) {
            byte[] typed = session.in().stream().readNBytes(64 * 1024);
            password = new String(typed, StandardCharsets.UTF_8);
            password = password.endsWith("\n") ? cut(password) : password;
            password = password.endsWith("\r") ? cut(password) : password;
        }
        return password;
    }

    private static String cut(String text) {
        return text.substring(0, text.length() - 1);
    }

    /// Whether what is kept for the registry still works.
    private static boolean tryKept(String registry, Session session) throws Output.Closed {
        Map<String, String> kept =
                new RegistryAuth(session.environment(), warning -> {}).find(registry);
        String user = kept.getOrDefault("username", "");
        String password = kept.getOrDefault("password", "");
        if (user.isEmpty() || password.isEmpty()) {
            return false;
        }
        session.err()
                .line(
                        "Authenticating with existing credentials... [Username: "
                                + Escaped.line(user)
                                + "]");
        session.err().flush();
        try {
            session.out().line(status(authenticate(registry, user, password, session)));
            return true;
        } catch (Failure failure) {
            if (failure.code() == ExitCode.NO_DAEMON) {
                throw failure;
            }
            session.err()
                    .line(
                            failure.code() == ExitCode.NOT_AUTHORISED
                                    ? "Stored credentials invalid or expired"
                                    : "Login did not succeed, error: "
                                            + Escaped.lines(failure.text()));
            session.err().flush();
            return false;
        }
    }

    private static void login(String registry, String user, String password, Session session)
            throws IOException {
        Map<?, ?> answer = authenticate(registry, user, password, session);
        String token = text(answer.get("IdentityToken"));
        CredentialStore store = new CredentialStore(session.environment());
        try {
            boolean clear = store.store(registry, user, token.isEmpty() ? password : "", token);
            if (clear) {
                session.err()
                        .line(
                                "\nWARNING! Your credentials are stored unencrypted in '"
                                        + store.file()
                                        + "'.\nConfigure a credential helper to remove this"
                                        + " warning. See\n"
                                        + "https://docs.docker.com/go/credential-store/\n");
                session.err().flush();
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.OTHER, "Error saving credentials: " + e.getMessage(), e);
        }
        session.out().line(status(answer));
    }

    private static Map<?, ?> authenticate(
            String registry, String user, String password, Session session) {
        Map<String, String> credentials = new LinkedHashMap<>();
        credentials.put("username", user);
        credentials.put("password", password);
        credentials.put("serveraddress", registry);
        return session.system().login(GoJson.write(credentials));
    }

    private static String status(Map<?, ?> answer) {
        String status = text(answer.get("Status"));
        return status.isEmpty() ? "Login Succeeded" : Escaped.line(status);
    }

    private static String ask(String question, Session session) throws IOException {
        session.out().print(question);
        session.out().flush();
        return session.in().line().strip();
    }

    private static String askSecretly(Session session) throws IOException {
        Terminal.echo(false);
        try {
            String password = ask("Password: ", session);
            session.out().line("");
            if (password.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "Error: Password Required");
            }
            return password;
        } finally {
            Terminal.echo(true);
        }
    }

    private static Failure usage(String problem) {
        return new Failure(ExitCode.USAGE, problem);
    }
}
