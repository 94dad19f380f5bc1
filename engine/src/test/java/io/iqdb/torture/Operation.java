package io.iqdb.torture;

import java.util.List;
import java.util.Set;

/** Something that a thread asks of a database. */
sealed interface Operation {
  /** A change of one slot. */
  sealed interface Step extends Operation {
    int slot();
  }

  /** Adds or replaces the record of a slot. */
  record Put(int slot, long stamp) implements Step {}

  /** Deletes it. */
  record Drop(int slot) implements Step {}

  /** All steps and the bookmark {@link Marks#BATCH}, or nothing. */
  record Batch(List<Step> steps, long mark) implements Operation {}

  /** Chunk by chunk, each with the bookmark {@link Marks#BULK}. */
  record Bulk(List<Put> puts, long chunkBytes, long mark) implements Operation {}

  /** Memtable to segment. */
  record Flush() implements Operation {}

  /** What was acknowledged becomes durable. */
  record Sync() implements Operation {}

  /** Every trace of these slots goes. */
  record Purge(Set<Integer> slots) implements Operation {}

  /** All segments are to be joined. */
  record Optimize() implements Operation {}

  /** What is dead is to make room. */
  record Reclaim() implements Operation {}

  /** A copy is made, looked at, and removed. */
  record Checkpoint() implements Operation {}

  /** Hits are what the model of their own stamps says. */
  record Search(long seed) implements Operation {}
}
