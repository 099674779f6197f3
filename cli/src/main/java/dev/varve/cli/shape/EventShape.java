package dev.varve.cli.shape;

import dev.varve.cli.template.StructType;

/// An event of `GET /events`.
public final class EventShape {
    private static final String TYPES =
            """
            @events.Message
            Status=status?:s ID=id?:s From=from?:s Type:s Action:s Actor:events.Actor Scope=scope?:s
            Time=time?:i TimeNano=timeNano?:i

            @events.Actor
            ID:s Attributes:{}s
            """;

    private EventShape() {}

    public static StructType type() {
        return StructType.of(TYPES, "events.Message");
    }
}
