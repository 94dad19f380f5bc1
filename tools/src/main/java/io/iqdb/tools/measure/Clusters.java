package io.iqdb.tools.measure;

import io.iqdb.tools.data.RecordBlock;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Made-up vectors around common centres, as embeddings are: the same ones every time. Record n
 * depends on n alone, so blocks may be made on any thread.
 */
public final class Clusters implements RecordSource {
  private static final long SEED = 0x1db_c105_7e25L;
  private static final int CENTRES = 1_000;
  private static final double SPREAD = 0.4;
  private static final int BLOCK = 1_024;

  private final int dimension;
  private final long records;
  private final float[][] centres;
  private long next;

  /** So many records. */
  public Clusters(int dimension, long records) {
    this.dimension = dimension;
    this.records = records;
    SplittableRandom random = new SplittableRandom(SEED);
    centres = new float[CENTRES][dimension];
    for (float[] centre : centres) {
      for (int i = 0; i < dimension; i++) {
        centre[i] = (float) random.nextGaussian();
      }
    }
  }

  /** {@code count} vectors of the same kind that are no records. */
  public List<Vector> queries(int count) {
    List<Vector> queries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      queries.add(vector(records + i));
    }
    return queries;
  }

  private Vector vector(long number) {
    SplittableRandom random = new SplittableRandom(SEED ^ (number + 1) * 0x9e3779b97f4a7c15L);
    float[] centre = centres[random.nextInt(CENTRES)];
    float[] components = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      components[i] = (float) (centre[i] + SPREAD * random.nextGaussian());
    }
    return Vector.of(components);
  }

  @Override
  public String name() {
    return "made-up clusters";
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public OptionalLong records() {
    return OptionalLong.of(records);
  }

  @Override
  public long bytes() {
    return records * dimension * Float.BYTES;
  }

  @Override
  public long skip(long count) {
    long skipped = Math.min(count, records - next);
    next += skipped;
    return skipped;
  }

  @Override
  public @Nullable RecordBlock next() {
    if (next == records) {
      return null;
    }
    int count = (int) Math.min(BLOCK, records - next);
    Block block = new Block(this, next, count);
    next += count;
    return block;
  }

  @Override
  public void close() {}

  private record Block(Clusters clusters, long firstRecord, int records) implements RecordBlock {
    @Override
    public long endOffset() {
      return (firstRecord + records) * clusters.dimension * Float.BYTES;
    }

    @Override
    public List<VectorRecord> parse() {
      List<VectorRecord> parsed = new ArrayList<>(records);
      for (long number = firstRecord; number < firstRecord + records; number++) {
        parsed.add(VectorRecord.of(VectorId.of(number), clusters.vector(number)));
      }
      return parsed;
    }
  }
}
