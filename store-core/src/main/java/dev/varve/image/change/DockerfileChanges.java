package dev.varve.image.change;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Instructions of a Dockerfile that change an image's config without running anything: CMD,
/// ENTRYPOINT, ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME and WORKDIR. They
/// are read and applied as docker 28.5 does, with its texts for what it refuses; here-documents are
/// not read.
public final class DockerfileChanges {
    private static final Set<String> KNOWN =
            Set.of(
                    "cmd",
                    "entrypoint",
                    "env",
                    "expose",
                    "healthcheck",
                    "label",
                    "onbuild",
                    "stopsignal",
                    "user",
                    "volume",
                    "workdir");

    private final char escape;
    private final List<Instruction> instructions;

    private DockerfileChanges(char escape, List<Instruction> instructions) {
        this.escape = escape;
        this.instructions = instructions;
    }

    /// Reads the values of the parameter `changes`. None at all changes nothing; values without any
    /// instruction in them, and an instruction that is not one of those above, are refused with
    /// [InvalidArgument].
    public static DockerfileChanges parse(List<String> changes) {
        if (changes.isEmpty()) {
            return new DockerfileChanges('\\', List.of());
        }
        ChangeLines lines = ChangeLines.read(changes);
        for (Instruction instruction : lines.instructions()) {
            if (!KNOWN.contains(instruction.name().toLowerCase(Locale.ROOT))) {
                throw new InvalidArgument(instruction.name() + " is not a valid change command");
            }
        }
        return new DockerfileChanges(lines.escape(), lines.instructions());
    }

    /// Applies the changes, each to what the ones before it made.
    ///
    /// @param config an image's or container's execution parameters in docker's JSON; not touched
    /// @return a changed copy. Throws [InvalidArgument] for an instruction with a mistake in it
    public ObjectNode applyTo(ObjectNode config) {
        ConfigChanges changes = new ConfigChanges(config.deepCopy(), escape);
        instructions.forEach(changes::apply);
        return changes.config();
    }
}
