/// System calls, and nothing else: the one room that uses the foreign function interface.
///
/// Every class holds a few static calls named after the C function behind them. Paths and names are
/// raw bytes without a terminator, so that a name which is no text in any charset works under any
/// locale. Every descriptor is opened with `O_CLOEXEC`. A call that fails throws
/// [dev.varve.storage.linux.LinuxException] with the error number, the call and the path.
///
/// A downcall pins the carrier of a virtual thread: call these from platform threads.
@NullMarked
package dev.varve.storage.linux;

import org.jspecify.annotations.NullMarked;
