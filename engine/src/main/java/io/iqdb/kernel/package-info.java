/**
 * Distances between one query and rows of float32, scalar and SIMD: one flat class per metric and
 * vector width. Owns no memory; works on native and mapped segments. Callers' threads enter it;
 * kernels are immutable and shared.
 *
 * <p>Each method that reads rows executes one scalar {@code get} per row on the segment it was
 * given. That turns the SIGBUS of a truncated mapping, which compiled vector loads would die of,
 * into {@link InternalError}; whoever catches that discards everything the call computed ({@code
 * reliability}, R13). It stands behind the row's vector loop, where code that is compiled while the
 * loop runs (on-stack replacement) has it too.
 *
 * <p>Why so much code is written out: the JIT turns vectors into registers only within one compiled
 * method and for a constant species. A species in a field of a base class boxes each vector, and
 * whether a shared method for one row is inlined depends on what was compiled before; where it is
 * not, a scan of short rows loses a fifth. So {@code scan}, {@code gather} and {@code score} each
 * hold the loop, once per metric and width, and the species is a {@code static final} in {@code
 * Lanes}, which also says in what order a sum is taken. The offset of a load is the row's plus four
 * times an int loop variable: that form of the bounds check leaves the loop, while one slice per
 * row costs long rows a third.
 */
@NullMarked
package io.iqdb.kernel;

import org.jspecify.annotations.NullMarked;
