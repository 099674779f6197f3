/// Text for people: names and values from outside, made safe and unmistakable inside a message.
@NullMarked
package dev.varve.text;

import org.jspecify.annotations.NullMarked;
