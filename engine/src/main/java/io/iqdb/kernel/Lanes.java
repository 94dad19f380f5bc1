package io.iqdb.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vectors of each width, and the order of a sum in them.
 *
 * <p>A row has 16 partial sums, in one accumulator of 512 bits, two of 256 or four of 128: partial
 * p takes the components p, p + 16, p + 32 and so on, in that order, a product by one fused
 * multiply-add. Then p + 8 is added to p, p + 4 to p, p + 2 to p and p + 1 to p, by adding
 * accumulators as long as there are two and by rotating the last one. So every width gives the same
 * bits.
 *
 * <p>One class per width: a JVM that lacks a width does not load its shuffles.
 */
final class Lanes {
  private Lanes() {}

  private static VectorShuffle<Float> rotation(VectorSpecies<Float> species, int lanes) {
    return VectorShuffle.fromOp(species, lane -> (lane + lanes) % species.length());
  }

  static final class Lanes128 {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_128;
    static final VectorShuffle<Float> BY_2 = rotation(FLOATS, 2);
    static final VectorShuffle<Float> BY_1 = rotation(FLOATS, 1);

    private Lanes128() {}
  }

  static final class Lanes256 {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_256;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_256;
    static final VectorShuffle<Float> BY_4 = rotation(FLOATS, 4);
    static final VectorShuffle<Float> BY_2 = rotation(FLOATS, 2);
    static final VectorShuffle<Float> BY_1 = rotation(FLOATS, 1);

    private Lanes256() {}
  }

  static final class Lanes512 {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_512;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_512;
    static final VectorShuffle<Float> BY_8 = rotation(FLOATS, 8);
    static final VectorShuffle<Float> BY_4 = rotation(FLOATS, 4);
    static final VectorShuffle<Float> BY_2 = rotation(FLOATS, 2);
    static final VectorShuffle<Float> BY_1 = rotation(FLOATS, 1);

    private Lanes512() {}
  }
}
