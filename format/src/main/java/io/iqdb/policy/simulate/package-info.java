/**
 * Runs merge policies over described loads, without data: to see what a policy costs before
 * choosing it. Uses {@code io.iqdb.policy} alone; no input, no output, no clock. Any thread may use
 * these classes.
 */
@NullMarked
package io.iqdb.policy.simulate;

import org.jspecify.annotations.NullMarked;
