/**
 * The storage seam: all the engine asks of a file system, and the only package that touches one.
 *
 * <p>Owns descriptors, mappings, the directory lock and the one method that publishes a file. Knows
 * names ({@code io.iqdb.format}) but no content. Callers' threads, the flush thread and the timer
 * enter it; nothing here starts a thread of its own accord. {@code IOException} leaves it
 * untranslated: the door ({@code io.iqdb}) turns it into the family of {@code io.iqdb.error}.
 */
@NullMarked
package io.iqdb.store;

import org.jspecify.annotations.NullMarked;
