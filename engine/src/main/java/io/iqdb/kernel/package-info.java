/**
 * Distances between one query and rows of float32, scalar and SIMD: one flat class per metric and
 * vector width. Owns no memory; works on heap, native and mapped segments. Callers' threads enter
 * it; kernels are immutable and shared.
 *
 * <p>Each method that reads rows executes one scalar {@code get} on the segment it was given. That
 * turns the SIGBUS of a truncated mapping, which compiled vector loads would die of, into {@link
 * InternalError}; whoever catches that discards everything the call computed ({@code reliability},
 * R13).
 */
@NullMarked
package io.iqdb.kernel;

import org.jspecify.annotations.NullMarked;
