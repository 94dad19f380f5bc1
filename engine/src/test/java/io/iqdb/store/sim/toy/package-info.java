/**
 * A store of a hundred lines with the commit protocol of the engine, and the same with one mistake:
 * what proves that {@code io.iqdb.store.sim} finds mistakes and invents none.
 */
@NullMarked
package io.iqdb.store.sim.toy;

import org.jspecify.annotations.NullMarked;
