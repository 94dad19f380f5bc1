/**
 * Tombstones: the deleted rows of one segment as bytes ({@code spec/FORMAT.md}, section 5). Uses
 * {@code io.iqdb.format} and Roaring bitmaps, which it trusts with no byte that it has not checked.
 * Any thread may use these classes.
 */
@NullMarked
package io.iqdb.format.tombstone;

import org.jspecify.annotations.NullMarked;
