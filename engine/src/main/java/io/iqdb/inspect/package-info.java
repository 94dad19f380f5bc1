/**
 * Looks into databases and files without changing them: what is wrong, and what is there.
 *
 * <p>Uses {@code io.iqdb.recovery} and everything below it. Entered by the thread that asks, beside
 * a live writer too: where files go meanwhile, the newer manifest is taken. Takes no lock and
 * writes nothing.
 */
@NullMarked
package io.iqdb.inspect;

import org.jspecify.annotations.NullMarked;
