/// Images in archives: `save` writes them, `load` and `import` read them. An archive that is read
/// is hostile until it is checked: it goes to temporary files first, entry for entry, and nothing
/// of it is unpacked before it is known what it is.
@NullMarked
package dev.varve.archive;

import org.jspecify.annotations.NullMarked;
