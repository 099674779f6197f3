/// Makes the index again from the rest of the store: `index.json`, `blobs/` and what each layer
/// says of itself.
@NullMarked
package dev.varve.rebuild;

import org.jspecify.annotations.NullMarked;
