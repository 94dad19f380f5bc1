/**
 * Encodings of what varies in length: numbers, ids, metadata and payload blocks. The only package
 * that uses Chronicle Bytes, and none of its types leaves it. Codecs fill and read byte arrays and
 * know no file; they reuse their buffers, so an instance belongs to one thread at a time. What
 * cannot be decoded is a {@link io.iqdb.format.MalformedException} and never costs more memory than
 * a small multiple of the bytes given.
 *
 * <p>Nothing here is loaded until a first buffer is made: a database that was closed cleanly opens,
 * and searches without metadata, without it. {@link io.iqdb.format.codec.Codecs} says what the
 * first use costs, which flags silence the virtual machine, and warms up.
 */
@NullMarked
package io.iqdb.format.codec;

import org.jspecify.annotations.NullMarked;
