/// The images of an open store: listing, inspecting, tagging. It stands above the values of
/// [dev.varve.image] and the tables of [dev.varve.index], which know nothing of it.
@NullMarked
package dev.varve.catalog;

import org.jspecify.annotations.NullMarked;
