/// Go's `text/template` language, which scripts use with `--format`, with docker's functions.
///
/// [Template#parse] turns text into nodes, [Template#render] evaluates them over a [Fields] (a row
/// of a table), a [Struct] (JSON with docker's types), a map, a list or a plain value. Messages
/// about templates are Go's own, as scripts and users know them; the exception is a field that a
/// row does not have, where the message lists those that it has.
///
/// It lacks methods of values, but for those that a row declares, complex numbers and `call`, as
/// there is nothing to call.
@NullMarked
package dev.varve.cli.template;

import org.jspecify.annotations.NullMarked;
