package dev.varve.cli.shape;

import dev.varve.cli.template.StructType;

/// What `version` shows: the client's part, and what `GET /version` answers.
public final class VersionShape {
    private static final String TYPES =
            """
            @system.versionInfo
            Client:system.clientVersion Server:*types.Version

            @system.clientVersion
            Platform?:*system.platformInfo Version?:s APIVersion=ApiVersion?:s DefaultAPIVersion?:s
            GitCommit?:s GoVersion?:s JavaVersion?:s Os?:s Arch?:s BuildTime?:s Context:s

            @system.platformInfo
            Name?:s

            @types.Version
            Platform:types.Platform Components?:[]types.ComponentVersion Version:s
            APIVersion=ApiVersion:s MinAPIVersion?:s GitCommit:s GoVersion:s Os:s Arch:s
            KernelVersion?:s Experimental?:b BuildTime?:s

            @types.Platform
            Name:s

            @types.ComponentVersion
            Name:s Version:s Details?:{}s
            """;

    private VersionShape() {}

    public static StructType type() {
        return StructType.of(TYPES, "system.versionInfo");
    }
}
