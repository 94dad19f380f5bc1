/**
 * The vocabulary: vectors, ids, metadata, filters, queries and hits. Immutable values without input
 * or output; every class here may be used by any thread.
 */
@NullMarked
package io.iqdb.types;

import org.jspecify.annotations.NullMarked;
