package dev.varve.storage.verify;

/// One thing about a tree that is not as it should be.
///
/// @param path from the top of the tree, with a slash before it
/// @param text what is wrong: "its mode is 0600 and should be 0644"
public record Difference(String path, String text) {
    @Override
    public String toString() {
        return path + ": " + text;
    }
}
