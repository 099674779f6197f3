/// Containers: a name and a run config over a writable layer over an image. Varve runs no
/// processes; a container here is a root file system to look at, copy into and out of, mount for a
/// runtime, and make an image of. One that is mounted is docker's running one, any other docker's
/// created one.
@NullMarked
package dev.varve.container;

import org.jspecify.annotations.NullMarked;
