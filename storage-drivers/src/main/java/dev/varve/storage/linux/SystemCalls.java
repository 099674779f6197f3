package dev.varve.storage.linux;

import java.lang.invoke.MethodHandles;
import java.util.List;

/// The C functions of this package as a whole. Each class binds its own when it is first used, at
/// some milliseconds for each function; who has a thread to spare can have that done before.
public final class SystemCalls {
    private static final List<Class<?>> EVERYDAY =
            List.of(
                    Attributes.class,
                    Fd.class,
                    Mounts.class,
                    Names.class,
                    Nodes.class,
                    Open.class,
                    Stat.class);

    private SystemCalls() {}

    /// Binds those that every start of a store uses.
    public static void bind() {
        try {
            for (Class<?> bound : EVERYDAY) {
                MethodHandles.lookup().ensureInitialized(bound);
            }
        } catch (IllegalAccessException e) {
            throw new AssertionError("a class of this package cannot be reached from it", e);
        }
    }
}
