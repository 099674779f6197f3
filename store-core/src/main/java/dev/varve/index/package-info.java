/// The index: one SQLite file that knows every image, name, layer and blob of the store.
///
/// It is the authority. A file under `blobs/` or a directory of a driver that it does not name is
/// garbage; what it names was durable before it was named. It can be derived again from
/// `index.json`, the blobs and the layers' sidecars. Transactions that write are one at a time, and
/// what they must not be interleaved with (moving a blob into place, deleting one) is done inside
/// them.
@NullMarked
package dev.varve.index;

import org.jspecify.annotations.NullMarked;
