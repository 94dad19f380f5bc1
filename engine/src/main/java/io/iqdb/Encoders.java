package io.iqdb;

import io.iqdb.policy.Limits;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Encoders that wait to be used again: to make one costs more than to encode a small record. Any
 * thread; an encoder belongs to whoever took it.
 */
final class Encoders {
  private static final int KEPT = 64;

  /** One that grew beyond is left to the collector: few batches are so large. */
  private static final int KEPT_BYTES = 64 << 10;

  private final int dimension;
  private final Limits limits;
  private final ArrayBlockingQueue<ChangeEncoder> idle = new ArrayBlockingQueue<>(KEPT);

  Encoders(int dimension, Limits limits) {
    this.dimension = dimension;
    this.limits = limits;
  }

  /** An empty encoder. */
  ChangeEncoder take() {
    ChangeEncoder used = idle.poll();
    return used == null ? new ChangeEncoder(dimension, limits) : used;
  }

  /** Takes back an encoder whose write was acknowledged, and from which nobody borrows any more. */
  void giveBack(ChangeEncoder encoder) {
    if (encoder.bytes() <= KEPT_BYTES) {
      encoder.clear();
      boolean _ = idle.offer(encoder);
    }
  }
}
