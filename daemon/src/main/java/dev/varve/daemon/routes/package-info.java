/// The endpoints of the Docker Engine API: each reads its parameters, asks the store through an
/// interface declared here, and hands the answer to [dev.varve.daemon.view]. No rules of images
/// live here.
@NullMarked
package dev.varve.daemon.routes;

import org.jspecify.annotations.NullMarked;
