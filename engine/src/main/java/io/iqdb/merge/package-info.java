/**
 * Merging: many segments become one, without the rows that are dead, in the background.
 *
 * <p>Owns what is merged when ({@code MergeScheduler}, which asks a policy), how fast ({@code
 * MergePace}), and the rows of the result ({@code MergedRows}). Knows segments and views, and of
 * the write side only {@code MergeTarget}, through which it begins and publishes. Merges run on
 * threads of the scheduler; any thread may ask for one, pause, abort or look.
 */
@NullMarked
package io.iqdb.merge;

import org.jspecify.annotations.NullMarked;
