/// The client's configuration, which is docker's `config.json`: formats that replace the default
/// tables, and credentials for registries.
@NullMarked
package dev.varve.cli.config;

import org.jspecify.annotations.NullMarked;
