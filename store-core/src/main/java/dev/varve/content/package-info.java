/// Blobs: bytes with a digest. They arrive as ingests, which can be read while they grow, and
/// become blobs when they are verified, flushed and named by the index. Reading a small blob
/// verifies it.
@NullMarked
package dev.varve.content;

import org.jspecify.annotations.NullMarked;
