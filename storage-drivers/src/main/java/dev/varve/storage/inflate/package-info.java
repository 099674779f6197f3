/// Raw deflate data, uncompressed by the fastest means that this machine has: ISA-L where its
/// library is installed, else what the JDK brings.
@NullMarked
package dev.varve.storage.inflate;

import org.jspecify.annotations.NullMarked;
