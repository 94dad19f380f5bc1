/**
 * Files of fixed-length rows: fvecs, bvecs, ivecs and npy, read by position.
 *
 * <p>May use {@code io.iqdb.tools.data}. One thread reads a file, any thread may parse a block.
 */
@NullMarked
package io.iqdb.tools.data.rows;

import org.jspecify.annotations.NullMarked;
