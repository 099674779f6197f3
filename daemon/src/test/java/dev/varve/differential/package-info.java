/// Scripts of docker calls that run against real dockerd and against varved. What both say, and the
/// stores that they leave, are the same, but for the differences that `docs/api.md` gives reasons
/// for.
@org.jspecify.annotations.NullMarked
package dev.varve.differential;
