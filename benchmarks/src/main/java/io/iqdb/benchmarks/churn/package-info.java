/**
 * A database that is changed for a long time, with every answer compared to a model in memory.
 * Entered by its main thread alone.
 */
@NullMarked
package io.iqdb.benchmarks.churn;

import org.jspecify.annotations.NullMarked;
