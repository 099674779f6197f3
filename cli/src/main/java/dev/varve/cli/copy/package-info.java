/// `container cp`: files between a container and the local file system.
///
/// The daemon speaks in archives: [CopyFrom] reads one and [LocalUnpacker] makes files of it,
/// [LocalPacker] makes one of local files and [CopyTo] sends it. Which name things get on the other
/// side follows docker's rules, which stand in [CopyPlan] and [CopyPath].
///
/// An archive from a container is not trusted: nothing of it is written outside the destination,
/// and no symbolic link is followed while it is unpacked.
@NullMarked
package dev.varve.cli.copy;

import org.jspecify.annotations.NullMarked;
