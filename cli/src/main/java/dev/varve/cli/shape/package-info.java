/// The types that docker's own model gives to the daemon's JSON, for templates: which fields there
/// are under which names, which are text, numbers, times, pointers. They are what a template
/// written for docker relies on, such as `{{.ID}}` where the JSON says `Id`, or an empty value for
/// a field that the JSON leaves out.
@NullMarked
package dev.varve.cli.shape;

import org.jspecify.annotations.NullMarked;
