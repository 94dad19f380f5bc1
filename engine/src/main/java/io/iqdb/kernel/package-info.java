/**
 * Distances between one query and rows of float32, scalar and SIMD: one flat class per metric and
 * vector width. Owns no memory; works on native and mapped segments. Callers' threads enter it;
 * kernels are immutable and shared.
 *
 * <p>Each method that reads rows executes one scalar {@code get} per row on the segment it was
 * given. That turns the SIGBUS of a truncated mapping, which compiled vector loads would die of,
 * into {@link InternalError}; whoever catches that discards everything the call computed ({@code
 * reliability}, R13). It stands where the row ends, so that code that is compiled while the loop
 * runs (on-stack replacement) has it too.
 *
 * <p>Why so much code is written out: the JIT turns vectors into registers only within one compiled
 * method and for a constant species. A species in a field of a base class boxes each vector, and
 * whether a shared method for one row is inlined depends on what was compiled before; where it is
 * not, a scan of short rows loses a fifth. So each class holds the loops itself, and the species is
 * a {@code static final} in {@code Lanes}, which also says in what order a sum is taken.
 *
 * <p>A scan is one loop over the vectors of all its rows, with a branch where a row ends. A loop
 * per row is entered once per row, and what the JIT does there to take the bounds checks out of it
 * and to unroll it is as much work as 128 dimensions are: the processor then looks too few cache
 * lines ahead, and cosine gets 75 % of the memory's speed instead of 90. The offset of a load is
 * the first row's plus four times an int loop variable: in that form the bounds check leaves the
 * loop.
 *
 * <p>A gather knows each row's address only when it comes to it, and waits for memory elsewhere
 * ({@code Rows.touch}); there a loop per row, which the JIT unrolls, is the faster one from 256
 * dimensions on. A single score is a gather of one row.
 */
@NullMarked
package io.iqdb.kernel;

import org.jspecify.annotations.NullMarked;
