package io.iqdb.tools.measure;

import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.Records;
import io.iqdb.types.Vector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Draws vectors from a source, every one as likely as any other, the same ones every time. */
public final class Sample {
  private static final long SEED = 42;

  private Sample() {}

  /** {@code count} vectors of {@code source}, or all where there are fewer; reads it to its end. */
  public static List<Vector> of(RecordSource source, int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Vector> sample = new ArrayList<>(count);
    Records records = new Records(source, 0);
    for (long seen = 0; records.hasNext(); seen++) {
      Vector vector = records.next().vector();
      long place = seen < count ? seen : random.nextLong(seen + 1);
      if (place == sample.size() && place < count) {
        sample.add(vector);
      } else if (place < count) {
        sample.set((int) place, vector);
      }
    }
    return sample;
  }
}
