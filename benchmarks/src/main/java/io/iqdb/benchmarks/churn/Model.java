package io.iqdb.benchmarks.churn;

import java.util.Arrays;
import java.util.Random;

/**
 * What the database must hold: for each id which vector of the pool it carries, in which version,
 * and until when. Searches it by comparing with everything. Shares nothing with the engine.
 */
final class Model {
  /** No record. */
  static final int ABSENT = -1;

  private final float[][] pool;
  private final double[] lengths;
  private final int[] vectors;
  private final int[] versions;
  private final long[] expiries;

  /** Empty; ids are 0 to {@code ids - 1}, no vector is zero. */
  Model(float[][] pool, int ids) {
    this.pool = pool;
    lengths = Arrays.stream(pool).mapToDouble(Model::length).toArray();
    vectors = new int[ids];
    versions = new int[ids];
    expiries = new long[ids];
    Arrays.fill(vectors, ABSENT);
  }

  private Model(Model other) {
    pool = other.pool;
    lengths = other.lengths;
    vectors = other.vectors.clone();
    versions = other.versions.clone();
    expiries = other.expiries.clone();
  }

  /** What it holds now, to be kept. */
  Model copy() {
    return new Model(this);
  }

  int ids() {
    return vectors.length;
  }

  void put(int id, int vector, int version, long expiresAt) {
    vectors[id] = vector;
    versions[id] = version;
    expiries[id] = expiresAt;
  }

  void remove(int id) {
    vectors[id] = ABSENT;
  }

  /** Whether {@code id} has a record at {@code now}. */
  boolean lives(int id, long now) {
    return vectors[id] != ABSENT && expiries[id] > now;
  }

  /** Whether {@code id} has a record at {@code now} that {@code sieve} lets through. */
  boolean passes(int id, long now, Sieve sieve) {
    return lives(id, now) && sieve.plain().holds(id, versions[id]);
  }

  float[] vector(int id) {
    return pool[vectors[id]];
  }

  int version(int id) {
    return versions[id];
  }

  long expiresAt(int id) {
    return expiries[id];
  }

  long count(long now, Sieve sieve) {
    long count = 0;
    for (int id = 0; id < vectors.length; id++) {
      count += passes(id, now, sieve) ? 1 : 0;
    }
    return count;
  }

  /** Some id that has a record, or any where there are few. */
  int someLiving(Random random, long now) {
    int id = random.nextInt(vectors.length);
    for (int tried = 0; tried < 64 && !lives(id, now); tried++) {
      id = random.nextInt(vectors.length);
    }
    return id;
  }

  /** Cosine distance, summed in double precision. */
  static double distance(float[] a, float[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (double) a[i] * b[i];
      aa += (double) a[i] * a[i];
      bb += (double) b[i] * b[i];
    }
    return 1 - ab / Math.sqrt(aa * bb);
  }

  /**
   * The distances of the {@code k} nearest records at {@code now} that {@code sieve} lets through,
   * nearest first.
   */
  double[] nearest(float[] query, int k, long now, Sieve sieve) {
    double[] best = new double[k];
    Arrays.fill(best, Double.POSITIVE_INFINITY);
    double length = length(query);
    for (int id = 0; id < vectors.length; id++) {
      if (!passes(id, now, sieve)) {
        continue;
      }
      double distance = 1 - dot(query, pool[vectors[id]]) / (length * lengths[vectors[id]]);
      if (distance < best[k - 1]) {
        int rank = k - 1;
        for (; rank > 0 && best[rank - 1] > distance; rank--) {
          best[rank] = best[rank - 1];
        }
        best[rank] = distance;
      }
    }
    return best;
  }

  private static double length(float[] vector) {
    return Math.sqrt(dot(vector, vector));
  }

  /** In single precision, in four sums, so that a plain loop is fast. */
  private static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int i = 0;
    for (; i + 4 <= a.length; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return s0 + s1 + s2 + s3;
  }
}
