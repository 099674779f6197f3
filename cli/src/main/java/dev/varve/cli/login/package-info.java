/// `login` and `logout`: credentials for registries, checked by the daemon and kept where docker's
/// client keeps them.
@NullMarked
package dev.varve.cli.login;

import org.jspecify.annotations.NullMarked;
