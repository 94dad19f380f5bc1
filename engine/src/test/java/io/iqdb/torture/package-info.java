/**
 * Processes that are killed with SIGKILL, stopped, kept short, or left without their lock, and what
 * must be true afterwards.
 *
 * <ul>
 *   <li>{@link io.iqdb.torture.Supervisor} starts a {@link io.iqdb.torture.Victim} on a directory,
 *       kills it, and starts the next one on what is left. What was acknowledged goes through a
 *       pipe as {@link io.iqdb.torture.Event}s, so the ledger lives outside the victim.
 *   <li>{@link io.iqdb.torture.Operations} gives both sides the same operations from one seed; each
 *       thread has ids of its own, so their order is known.
 *   <li>{@link io.iqdb.torture.FollowerChild} and {@link io.iqdb.torture.ReaderChild} read beside a
 *       writer, and hold what they see against its {@link io.iqdb.torture.Ledger}.
 *   <li>{@link io.iqdb.torture.LimitedChild} and {@link io.iqdb.torture.SmallHeapChild} work while
 *       descriptors, mappings, threads or memory are short.
 *   <li>{@link io.iqdb.torture.Model} knows what one thread's ids may hold after a kill; {@link
 *       io.iqdb.torture.StateCheck} compares the answers of one open database with each other.
 * </ul>
 *
 * <p>Uses the public doors of the engine alone.
 */
@NullMarked
package io.iqdb.torture;

import org.jspecify.annotations.NullMarked;
