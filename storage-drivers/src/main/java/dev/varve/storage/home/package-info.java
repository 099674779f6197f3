/// What every driver's directory has in common: the staging area, its sweep, and small files.
@NullMarked
package dev.varve.storage.home;

import org.jspecify.annotations.NullMarked;
