/// Tests of run configs.
@NullMarked
package dev.varve.image.config;

import org.jspecify.annotations.NullMarked;
