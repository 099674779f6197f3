/// Tests of the tar applier, with a writer of tars that can lie.
@NullMarked
package dev.varve.storage.tar;

import org.jspecify.annotations.NullMarked;
