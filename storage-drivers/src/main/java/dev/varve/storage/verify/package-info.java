/// Whether a layer's files are still those that were unpacked.
@NullMarked
package dev.varve.storage.verify;

import org.jspecify.annotations.NullMarked;
