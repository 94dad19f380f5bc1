/**
 * Policies as immutable values and pure functions: no input, no output, no clock. Any thread may
 * use these classes.
 */
@NullMarked
package io.iqdb.policy;

import org.jspecify.annotations.NullMarked;
