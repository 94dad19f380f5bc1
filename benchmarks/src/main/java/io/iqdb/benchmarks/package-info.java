/**
 * Programs that measure the engine. They may use every package of it, run on the class path and are
 * started by hand.
 */
@NullMarked
package io.iqdb.benchmarks;

import org.jspecify.annotations.NullMarked;
