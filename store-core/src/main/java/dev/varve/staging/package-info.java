/// An image on its way into the store: what of it is missing, its layers unpacked to the side, and
/// the one transaction that makes it exist. Pull, load and import differ only in where the bytes
/// come from.
@NullMarked
package dev.varve.staging;

import org.jspecify.annotations.NullMarked;
