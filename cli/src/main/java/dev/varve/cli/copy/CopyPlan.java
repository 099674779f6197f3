package dev.varve.cli.copy;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

/// Where an archive is unpacked, and what the first part of the names in it becomes.
///
/// @param from the first part of the names in the archive
/// @param to what it becomes, the same for nothing
record CopyPlan(String directory, String from, String to) {
    static CopyPlan of(CopyInfo source, CopyInfo destination) {
        String base = source.rebase().isEmpty() ? source.path().base() : source.rebase();
        if (destination.exists() && destination.isDirectory()) {
            return new CopyPlan(destination.path().text(), base, base);
        }
        if (destination.exists() && source.isDirectory()) {
            throw new Failure(ExitCode.CONFLICT, "cannot copy directory");
        }
        boolean mustBeDirectory = destination.path().saysDirectory();
        if (!destination.exists() && !source.isDirectory() && mustBeDirectory) {
            throw new Failure(ExitCode.NOT_FOUND, "no such directory");
        }
        CopyPath path = destination.path();
        return new CopyPlan(path.directory(), base, path.base());
    }

    /// The name that an entry gets.
    String renamed(String name) {
        if (from.equals(to)) {
            return name;
        }
        if (from.equals("/")) {
            return name.startsWith("/") ? to + name : to + "/" + name;
        }
        int at = name.indexOf(from);
        return at < 0 ? name : name.substring(0, at) + to + name.substring(at + from.length());
    }
}
