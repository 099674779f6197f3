/// Images as the store knows them: finding one by what a user typed, listing with filters,
/// inspecting, tagging.
@NullMarked
package dev.varve.image;

import org.jspecify.annotations.NullMarked;
