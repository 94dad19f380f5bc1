/**
 * What manifest, segment and tombstone files share: sealed files, written once from front to back
 * and never changed, with sections, a footer and a checksum for every 64 KiB block.
 *
 * <p>Owns the writer and the verified reader of such a file; knows nothing of what is in a section.
 * Uses {@code io.iqdb.format} and {@code io.iqdb.store}. A file is written by one thread, beside
 * which another one syncs long files; searching threads and upkeep read open ones side by side.
 */
@NullMarked
package io.iqdb.sealed;

import org.jspecify.annotations.NullMarked;
