package dev.varve.cli.command;

import dev.varve.cli.client.ContainerCalls;
import dev.varve.cli.client.EngineClient;
import dev.varve.cli.client.ImageCalls;
import dev.varve.cli.client.SystemCalls;
import dev.varve.cli.output.Output;

import java.util.Map;

/// What a verb may touch.
///
/// @param now Unix seconds
/// @param command the words that led to the verb, `varve image ls`
/// @param debug whether `--debug` was given
public record Session(
        EngineClient client,
        Output out,
        Output err,
        Input in,
        Map<String, String> environment,
        long now,
        String command,
        boolean debug) {
    public ImageCalls images() {
        return new ImageCalls(client);
    }

    public ContainerCalls containers() {
        return new ContainerCalls(client);
    }

    public SystemCalls system() {
        return new SystemCalls(client);
    }

    /// The program's name, for advice on what to type next.
    public String program() {
        int space = command.indexOf(' ');
        return space < 0 ? command : command.substring(0, space);
    }
}
