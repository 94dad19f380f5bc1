/**
 * What a flight recording shows of a database: one event type for each kind of work that may take
 * time. Nothing here loads an event type, or costs more than a check, until a recording was begun
 * in this process.
 *
 * <p>Uses nothing of the engine, so that every layer may report. Any thread enters it.
 */
@NullMarked
package io.iqdb.observe;

import org.jspecify.annotations.NullMarked;
