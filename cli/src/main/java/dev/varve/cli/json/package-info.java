/// JSON without a model, for `inspect` and the templates: raw text re-indented, and text read into
/// maps, lists and plain values.
@NullMarked
package dev.varve.cli.json;

import org.jspecify.annotations.NullMarked;
