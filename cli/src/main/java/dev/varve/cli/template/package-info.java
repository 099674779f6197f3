/// The part of Go's `text/template` language that scripts use with `--format`.
///
/// [Template#parse] turns text into nodes, [Template#render] evaluates them over a [Fields], a map,
/// a list or a plain value. It has fields, pipelines, variables, `if`, `with`, `range`, `break`,
/// `continue`, comments and trim markers, docker's functions and the common builtin ones. It has no
/// methods and no nested templates; whatever it does not have is refused by name.
@NullMarked
package dev.varve.cli.template;

import org.jspecify.annotations.NullMarked;
