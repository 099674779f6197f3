package dev.varve.cli.command;

import dev.varve.cli.config.DockerConfig;
import dev.varve.cli.output.Output;

import java.util.ArrayList;
import java.util.List;

/// The client's configuration as a verb asks for it, with a warning when it cannot be read.
public final class Configured {
    private Configured() {}

    public static DockerConfig config(Session session) throws Output.Closed {
        List<String> warnings = new ArrayList<>();
        DockerConfig config = DockerConfig.load(session.environment(), warnings::add);
        Credentials.warn(warnings, session);
        return config;
    }
}
