/// HTTP over the Unix socket: the only room that knows Jetty. Takes bytes in, checks their limits,
/// finds the route, and writes what the route answers, with the headers that dockerd sets and its
/// errors as JSON.
///
/// Routes see [dev.varve.daemon.http.Request] and [dev.varve.daemon.http.Response] only.
@NullMarked
package dev.varve.daemon.http;

import org.jspecify.annotations.NullMarked;
