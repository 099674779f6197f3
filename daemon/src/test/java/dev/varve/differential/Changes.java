package dev.varve.differential;

import java.util.function.UnaryOperator;

/// What has to be changed in dockerd's answers to make them ours, where that is the same in several
/// scenarios.
final class Changes {
    /// 20.10 shows the year 1 for what nobody knows the age of.
    static final UnaryOperator<String> UNDATED = theirs -> theirs.replace("-62135596800", "0");

    static final UnaryOperator<String> UPPER_CASE =
            theirs ->
                    theirs.replace("repository name must", "repository name (library/Upper) must");

    /// 20.10 says the same twice.
    static final UnaryOperator<String> INSPECT_MISSING =
            theirs -> theirs.replaceAll("no such image: \\S+: (No|inv)", "$1");

    /// 20.10 shows an empty list where later ones show null, and an empty container.
    static final UnaryOperator<String> INSPECT_EMPTY =
            theirs ->
                    theirs.replace("\"Env\":[]", "\"Env\":null").replace("\"Container\":\"\",", "");

    static final UnaryOperator<String> FILTER_WORDS =
            theirs -> theirs.replace("Invalid filter", "invalid filter");

    /// 20.10 answers with the words of its JSON reader and 500.
    static final UnaryOperator<String> FILTER_JSON =
            theirs -> "{\"message\":\"invalid filter\"}\n= 400";

    static final UnaryOperator<String> INSPECT_NO_CONFIG =
            theirs ->
                    theirs.replace(
                            "\"Config\":null",
                            """
                            "Config":{"AttachStderr":false,"AttachStdin":false,\
                            "AttachStdout":false,"Cmd":null,"Domainname":"","Entrypoint":null,\
                            "Env":null,"Hostname":"","Image":"","Labels":null,"OnBuild":null,\
                            "OpenStdin":false,"StdinOnce":false,"Tty":false,"User":"",\
                            "Volumes":null,"WorkingDir":""}\
                            """);

    /// Without the event of a prune.
    static final UnaryOperator<String> NO_PRUNE =
            theirs -> theirs.replaceAll("\nevent image prune .*", "");

    static final UnaryOperator<String> UPPER_CASE_FROM =
            theirs -> theirs.replace("from is not", "FROM is not");

    private Changes() {}
}
