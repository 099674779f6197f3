/// Everything that touches a root filesystem: what a storage driver is and what it must do.
///
/// A driver keeps *layers*: directories under `<root>/<driver>/`, each known by an opaque
/// [dev.varve.storage.LayerKey]. Drivers know nothing of digests, images or names; the store above
/// maps those to keys. A key that the store does not know is garbage, whatever it holds, which is
/// what makes a half-made layer harmless.
@NullMarked
package dev.varve.storage;

import org.jspecify.annotations.NullMarked;
