/**
 * Interleavings of everything that goes on in an open database, held to a model at every step.
 *
 * <ul>
 *   <li>{@link io.iqdb.interleaving.Baton} lets one thread go at a time: flushes, bulk loads,
 *       merges and checkpoints run on threads of their own and stop where something else may come
 *       between, so that one seed decides all of what happens.
 *   <li>{@link io.iqdb.interleaving.Run} is what one seed does: changes, reads, snapshots, crashes;
 *       {@link io.iqdb.interleaving.Life} is the database between two openings.
 *   <li>{@link io.iqdb.interleaving.StormTest} lets go of the reins: threads that search, merge and
 *       take snapshots at the same time.
 * </ul>
 *
 * <p>May use every package of the engine and its simulated disk.
 */
@NullMarked
package io.iqdb.interleaving;

import org.jspecify.annotations.NullMarked;
