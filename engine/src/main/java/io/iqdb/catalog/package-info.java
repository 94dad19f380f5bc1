/**
 * Which collections there are: how the next state of a catalog becomes the truth, and how the
 * newest is found. Opens no collection.
 *
 * <p>Uses {@code io.iqdb.sealed}, {@code io.iqdb.store} and {@code io.iqdb.format}. One writer
 * publishes, one thread at a time; any thread, in this process or another one, may read the newest.
 */
@NullMarked
package io.iqdb.catalog;

import org.jspecify.annotations.NullMarked;
