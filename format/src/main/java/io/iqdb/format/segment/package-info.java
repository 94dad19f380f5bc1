/**
 * The sections of a segment file: ids, sequences, vectors, payloads, expiry times and statistics.
 *
 * <p>Owns their byte layouts ({@code spec/FORMAT.md}) and the structures that answer from them in
 * place. Reads {@code MemorySegment}s and writes to a {@link SectionOutput.Sink}; knows no file:
 * what must be verified before it is read is said through {@link Section.Guard}, and what makes no
 * sense is a {@link io.iqdb.format.MalformedException}, to which the caller adds the file. May use
 * {@code io.iqdb.format} and {@code io.iqdb.format.codec}. Readers are immutable and may be used by
 * any thread; writers belong to one.
 */
@NullMarked
package io.iqdb.format.segment;

import org.jspecify.annotations.NullMarked;
