package dev.varve.cli.command;

import dev.varve.cli.client.EngineClient;
import dev.varve.cli.output.Output;

import java.io.InputStream;
import java.util.Map;

/// What a verb may touch.
///
/// @param now Unix seconds
public record Session(
        EngineClient client,
        Output out,
        Output err,
        InputStream in,
        Map<String, String> environment,
        long now) {}
