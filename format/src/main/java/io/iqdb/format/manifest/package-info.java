/**
 * The manifest: which files are the truth, as a value and as bytes ({@code spec/FORMAT.md}, section
 * 4). A small fixed layout that opening a database decodes and nothing else, so it loads no codec
 * library. Uses {@code io.iqdb.format} and the vocabulary. Any thread may use these classes.
 */
@NullMarked
package io.iqdb.format.manifest;

import org.jspecify.annotations.NullMarked;
