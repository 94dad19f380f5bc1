/**
 * A disk in memory that crashes everywhere, for tests of whatever writes through {@code
 * io.iqdb.store}.
 *
 * {@snippet :
 * Workload workload = (directory, ledger) -> {
 *   try (Store store = Store.open(directory)) {
 *     for (long key = 1; key <= 9; key++) {
 *       ledger.start(key); // from here on a crash may leave it
 *       store.put(key);
 *       ledger.ack(key); // from here on every crash has to leave it
 *     }
 *   }
 * };
 * Verifier verifier = (recovered, atCrash) -> assertRange(Store.open(recovered), atCrash);
 * CrashLab.of(workload, verifier).model(CrashModel.WEAK).depth(2).run().assertClean();
 * }
 *
 * <ul>
 *   <li>{@link io.iqdb.store.sim.SimDirectory} is the disk: it records every operation in an {@link
 *       io.iqdb.store.sim.OperationLog}, fails by a {@link io.iqdb.store.sim.FaultPlan}, and has a
 *       limit.
 *   <li>{@link io.iqdb.store.sim.CrashStates} walks through the images that a crash after any
 *       prefix of a log may leave, as a {@link io.iqdb.store.sim.CrashModel} and {@link
 *       io.iqdb.store.sim.Bounds} say.
 *   <li>{@link io.iqdb.store.sim.CrashLab} recovers all of them with a {@link
 *       io.iqdb.store.sim.Verifier} and counts; {@link io.iqdb.store.sim.Violation#path} reproduces
 *       a violation. Wrap the directory in a workload or verifier where more is wanted, such as
 *       {@link io.iqdb.store.sim.CheckedDirectory}, one for each opening.
 *   <li>{@link io.iqdb.store.sim.SyncMutations} drops each sync in turn to see that it is needed.
 * </ul>
 *
 * <p>May use the storage seam and file names, nothing else of the engine. Any thread may enter the
 * directories; a lab runs its workload on the caller's thread and verifies on threads of its own.
 * The medium is assumed to keep what a sync acknowledged and to harm no byte beside those written;
 * inside a sector a write may still be torn.
 */
@NullMarked
package io.iqdb.store.sim;

import org.jspecify.annotations.NullMarked;
