/**
 * Commit points: which manifest is the truth, and how the next one becomes it.
 *
 * <p>Uses {@code io.iqdb.sealed}, {@code io.iqdb.store} and {@code io.iqdb.format}. One writer
 * publishes, under the engine's publication lock; any thread, in this process or another one, may
 * read the newest.
 */
@NullMarked
package io.iqdb.manifest;

import org.jspecify.annotations.NullMarked;
