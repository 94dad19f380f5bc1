/**
 * The bytes of a catalog: which collections there are, and what they are called. Pure functions
 * over buffers; any thread.
 */
@NullMarked
package io.iqdb.format.catalog;

import org.jspecify.annotations.NullMarked;
