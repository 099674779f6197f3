/// The seam: every change of the disk passes here, so that a test can stop, fail or tear any of
/// them.
///
/// [dev.varve.storage.disk.Disk] has the verbs for files of the store; the system calls in
/// `dev.varve.storage.linux` announce theirs at [dev.varve.storage.disk.Seam]. In a daemon nobody
/// watches, and what is left of the seam is one branch for each change.
@NullMarked
package dev.varve.storage.disk;

import org.jspecify.annotations.NullMarked;
