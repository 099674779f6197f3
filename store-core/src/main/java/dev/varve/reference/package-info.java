/// Names of images as people write them, and what they mean. The command line uses this package
/// too, so it needs nothing but digests and errors.
///
/// ```
/// reference  = name [ ":" tag ] [ "@" digest ]                (whole text, ASCII only)
/// name       = [ domain "/" ] path                            (path at most 255 characters)
/// domain     = host [ ":" digit { digit } ]
/// host       = label { "." label } | "[" ( hex | ":" ) { hex | ":" } "]"
/// label      = alnum [ { alnum | "-" } alnum ]                (upper case allowed)
/// path       = component { "/" component }
/// component  = word { separator word }
/// word       = ( lower | digit ) { lower | digit }
/// separator  = "." | "_" | "__" | "-" { "-" }
/// tag        = ( alnum | "_" ) { alnum | "_" | "." | "-" }    (at most 128 characters)
/// digest     = algorithm ":" hex { hex }                      (at least 32, then as Digest says)
/// algorithm  = piece { ( "-" | "_" | "+" | "." ) piece }
/// piece      = letter { alnum }
/// ```
///
/// A text without a domain belongs to `docker.io`, and without a further `/` to `library/` there.
/// Source: the distribution project's reference grammar.
@NullMarked
package dev.varve.reference;

import org.jspecify.annotations.NullMarked;
