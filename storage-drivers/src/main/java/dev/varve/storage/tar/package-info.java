/// A layer's tar, from the stream to a directory.
///
/// [dev.varve.storage.tar.TarReader] knows the format and nothing of file systems,
/// [dev.varve.storage.tar.LayerApplier] knows what an image layer means by an entry. Both take the
/// stream for hostile: names are raw bytes, every number is range-checked, everything that can grow
/// has a limit in [dev.varve.storage.tar.TarLimits], and where tar readers are known to disagree
/// about what a stream says the layer is refused. `docs/drivers.md` lists the rules.
@NullMarked
package dev.varve.storage.tar;

import org.jspecify.annotations.NullMarked;
