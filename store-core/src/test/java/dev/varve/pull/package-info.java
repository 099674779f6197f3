/// Tests of pulls.
@org.jspecify.annotations.NullMarked
package dev.varve.pull;
