/// How a container is to be run: docker's `Config` object, which containers have and images carry
/// for the containers made of them. Varve runs nothing; it reads, merges and keeps it.
@NullMarked
package dev.varve.image.config;

import org.jspecify.annotations.NullMarked;
