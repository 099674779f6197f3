/// Images as values: finding one by what a user typed, listing with filters, history.
@NullMarked
package dev.varve.image;

import org.jspecify.annotations.NullMarked;
