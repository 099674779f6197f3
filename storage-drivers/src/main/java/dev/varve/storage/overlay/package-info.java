/// What drivers have in common that keep layers as differences and stack them for a look: dockerd's
/// directory format, views, attached layers, and what changed. How a mount is made is theirs.
@NullMarked
package dev.varve.storage.overlay;

import org.jspecify.annotations.NullMarked;
