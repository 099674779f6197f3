/// Changes to an image's execution parameters, written as lines of a Dockerfile, as `import` and
/// `commit` take them. Pure: nothing here touches the store.
@NullMarked
package dev.varve.image.change;

import org.jspecify.annotations.NullMarked;
