/**
 * Files of text: JSON Lines and CSV.
 *
 * <p>May use {@code io.iqdb.tools.data} and {@code io.iqdb.tools.json}. One thread reads a file,
 * any thread may parse a block.
 */
@NullMarked
package io.iqdb.tools.data.text;

import org.jspecify.annotations.NullMarked;
