package dev.varve.storage.tar;

import org.jspecify.annotations.Nullable;

/// How an archive is put into a tree that has files already.
///
/// @param keepsKinds whether a directory is never replaced by something else, and nothing else by a
///   directory
/// @param owner of everything that is made, or null for those that the archive says
/// @param limits what the archive may ask for
public record ExtractRules(boolean keepsKinds, @Nullable Owner owner, TarLimits limits) {
    /// Everything is replaced, and owned by those whom the archive says.
    public static final ExtractRules DEFAULT = new ExtractRules(false, null, TarLimits.DEFAULT);
}
