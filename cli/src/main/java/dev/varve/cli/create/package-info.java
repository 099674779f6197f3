/// `container create`: docker's many options, where each goes in the request, and what docker's
/// client does around it.
///
/// Varve keeps the file system of a container and runs nothing in it. What an option says is sent
/// along where it is a plain field of the container's configuration, so that `inspect` shows it and
/// `commit` makes it part of an image. Options that only concern running and are no plain field are
/// accepted, for scripts, and left out.
@NullMarked
package dev.varve.cli.create;

import org.jspecify.annotations.NullMarked;
