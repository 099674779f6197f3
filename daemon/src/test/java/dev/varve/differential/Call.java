package dev.varve.differential;

import dev.varve.fixtures.registry.LoopbackRegistry;

import java.util.List;
import java.util.function.Consumer;

/// One thing that is done to both sides. In texts, `$R` stands for the side's registry, `$D` for
/// its directory of files, and `$name` for what a step before kept under that name.
sealed interface Call {
    /// What the transcript shows for it.
    String words();

    /// The docker command line.
    record Docker(List<String> arguments, String input) implements Call {
        @Override
        public String words() {
            return "docker " + String.join(" ", arguments);
        }
    }

    /// A request that no command line makes.
    ///
    /// @param body JSON, "" for none
    record Http(String method, String target, String body) implements Call {
        @Override
        public String words() {
            return method + " " + target + (body.isEmpty() ? "" : " " + body);
        }
    }

    /// A container that has its root file system mounted: dockerd runs a process in it that never
    /// ends, Varve mounts it.
    record Run(String name, String image) implements Call {
        @Override
        public String words() {
            return "run " + name + " of " + image;
        }
    }

    /// Something happens at the registry.
    record AtRegistry(String words, Consumer<LoopbackRegistry> change) implements Call {}

    /// A file in the side's directory.
    record Write(String file, byte[] content) implements Call {
        @Override
        public String words() {
            return "write " + file;
        }
    }

    /// What a file of the side's directory says, or what a tar there holds: names and sizes.
    record Look(String file) implements Call {
        @Override
        public String words() {
            return "look at " + file;
        }
    }

    /// What the store holds: [StoreState].
    record State() implements Call {
        @Override
        public String words() {
            return "state";
        }
    }
}
