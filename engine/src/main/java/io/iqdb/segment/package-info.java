/**
 * Segments: immutable files of rows, written once from a {@link RowSource} and then read by many.
 *
 * <p>Owns how sections are put into a file, opened, verified and checked; their bytes belong to
 * {@code io.iqdb.format.segment}. May use {@code io.iqdb.sealed}, {@code io.iqdb.store} and the
 * formats. A {@link SegmentWriter} runs on the thread of a flush, a bulk load or a merge; a {@link
 * Segment} is entered by any thread, and whoever opened it counts its users before closing it.
 */
@NullMarked
package io.iqdb.segment;

import org.jspecify.annotations.NullMarked;
