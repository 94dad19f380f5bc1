package io.iqdb.tools.measure;

import io.iqdb.types.VectorId;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The k nearest seen so far, nearest first; of equal ones the one seen first. One thread. */
final class Neighbours {
  private final float[] distances;
  private final @Nullable VectorId[] ids;
  private int size;

  Neighbours(int k) {
    distances = new float[k];
    ids = new VectorId[k];
  }

  /** Whether {@code distance} would enter. */
  boolean admits(float distance) {
    return size < distances.length || (size > 0 && distance < distances[size - 1]);
  }

  void add(float distance, VectorId id) {
    if (!admits(distance)) {
      return;
    }
    int at = size == distances.length ? size - 1 : size++;
    while (at > 0 && distances[at - 1] > distance) {
      distances[at] = distances[at - 1];
      ids[at] = ids[at - 1];
      at--;
    }
    distances[at] = distance;
    ids[at] = id;
  }

  List<VectorId> ids() {
    return Arrays.stream(ids, 0, size).map(java.util.Objects::requireNonNull).toList();
  }
}
