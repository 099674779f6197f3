package dev.varve.image.config;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The fields of a [RunConfig], in the order in which docker writes them.
public enum RunField {
    HOSTNAME("Hostname", Kind.TEXT, true),
    DOMAINNAME("Domainname", Kind.TEXT, true),
    USER("User", Kind.TEXT, true),
    ATTACH_STDIN("AttachStdin", Kind.FLAG, true),
    ATTACH_STDOUT("AttachStdout", Kind.FLAG, true),
    ATTACH_STDERR("AttachStderr", Kind.FLAG, true),
    EXPOSED_PORTS("ExposedPorts", Kind.KEYS, false),
    TTY("Tty", Kind.FLAG, true),
    OPEN_STDIN("OpenStdin", Kind.FLAG, true),
    STDIN_ONCE("StdinOnce", Kind.FLAG, true),
    ENV("Env", Kind.TEXTS, true),
    CMD("Cmd", Kind.WORDS, true),
    HEALTHCHECK("Healthcheck", Kind.HEALTHCHECK, false),
    ARGS_ESCAPED("ArgsEscaped", Kind.FLAG, false),
    IMAGE("Image", Kind.TEXT, true),
    VOLUMES("Volumes", Kind.KEYS, true),
    WORKING_DIR("WorkingDir", Kind.TEXT, true),
    ENTRYPOINT("Entrypoint", Kind.WORDS, true),
    NETWORK_DISABLED("NetworkDisabled", Kind.FLAG, false),
    MAC_ADDRESS("MacAddress", Kind.TEXT, false),
    ON_BUILD("OnBuild", Kind.TEXTS, true),
    LABELS("Labels", Kind.TEXT_MAP, true),
    STOP_SIGNAL("StopSignal", Kind.TEXT, false),
    STOP_TIMEOUT("StopTimeout", Kind.NUMBER, false),
    SHELL("Shell", Kind.WORDS, false);

    /// What a field's value looks like.
    enum Kind {
        TEXT("a string"),
        FLAG("true or false"),
        NUMBER("a number"),
        TEXTS("a list of strings"),
        /// A command; a lone string is a list of one.
        WORDS("a list of strings"),
        /// An object that matters by its keys: `{"80/tcp":{}}`.
        KEYS("an object of empty objects"),
        TEXT_MAP("an object of strings"),
        HEALTHCHECK("a health check");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /// For messages.
        String words() {
            return words;
        }
    }

    private static final Map<String, RunField> BY_LOWER_CASE =
            Stream.of(values())
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    field -> lowerCase(field.wireName), Function.identity()));

    private final String wireName;
    private final Kind kind;
    private final boolean always;

    RunField(String wireName, Kind kind, boolean always) {
        this.wireName = wireName;
        this.kind = kind;
        this.always = always;
    }

    /// As it stands in JSON.
    public String wireName() {
        return wireName;
    }

    Kind kind() {
        return kind;
    }

    /// Whether docker writes the field of a container also when it is not set.
    boolean always() {
        return always;
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// Finds a field whatever the case of its letters, as Go's JSON reader does.
    static Optional<RunField> named(String name) {
        return Optional.ofNullable(BY_LOWER_CASE.get(lowerCase(name)));
    }
}
