package io.iqdb.torture;

import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The one record that a slot holds at a stamp: whoever knows both can make it.
 *
 * @param dimension of all vectors
 */
record Records(int dimension) {
  /** A stamp with this bit gives a record of more than 10 KiB. */
  static final long HEAVY = 1L << 62;

  /** The group of a record with metadata is its stamp by this. */
  static final long GROUPS = 7;

  private static final int SLOTS = 1 << 20;
  private static final int HEAVY_TEXT = 10 << 10;

  /** Whose id it is: slot {@code slot} of thread {@code thread}. */
  record Place(int thread, int slot) {
    /** Even slots have numbers for ids, odd ones have bytes. */
    VectorId id() {
      return slot % 2 == 0
          ? VectorId.of((long) thread * SLOTS + slot)
          : VectorId.of(thread + "/" + slot);
    }

    /** The place that has {@code id}. */
    static Place of(VectorId id) {
      return switch (id) {
        case VectorId.U64(long value) -> new Place((int) (value / SLOTS), (int) (value % SLOTS));
        case VectorId.Bytes bytes -> {
          String text = new String(bytes.toArray(), StandardCharsets.UTF_8);
          int slash = text.indexOf('/');
          yield new Place(
              Integer.parseInt(text.substring(0, slash)),
              Integer.parseInt(text.substring(slash + 1)));
        }
      };
    }
  }

  /** One record in four has no metadata. */
  VectorRecord of(Place place, long stamp) {
    SplittableRandom random = new SplittableRandom(Mix.of(place.thread, place.slot, stamp));
    Vector vector = vector(random);
    if ((stamp & HEAVY) == 0 && random.nextInt(4) == 0) {
      return VectorRecord.of(place.id(), vector);
    }
    int length = (stamp & HEAVY) == 0 ? random.nextInt(200) : HEAVY_TEXT + random.nextInt(1024);
    Metadata metadata =
        Metadata.builder()
            .put("stamp", stamp)
            .put("group", stamp % GROUPS)
            .put("text", text(random, length))
            .build();
    return VectorRecord.of(place.id(), vector, metadata);
  }

  /** Components between -1 and 1. */
  Vector vector(SplittableRandom random) {
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      components[i] = (float) random.nextDouble(-1, 1);
    }
    return Vector.of(components);
  }

  private static String text(SplittableRandom random, int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  /** The stamp that metadata of these records hold. */
  static Optional<Long> stamp(@Nullable Metadata metadata) {
    return metadata == null
        ? Optional.empty()
        : metadata.get("stamp").map(value -> ((Value.Int) value).number());
  }

  /** Of all that a record holds; the same in every process. */
  static long fingerprint(VectorRecord record) {
    long print = Mix.of(record.vector().dimension());
    for (float component : record.vector().toArray()) {
      print = Mix.of(print, Float.floatToIntBits(component));
    }
    Metadata metadata = record.metadata();
    return metadata == null ? print : Mix.of(print, metadata.hashCode());
  }
}
