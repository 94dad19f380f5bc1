package io.iqdb.kernel;

/**
 * The length of a query, for cosine: computed once a call, in the order in which rows are summed.
 */
final class Length {
  private Length() {}

  /**
   * In the order of {@link Lanes}. Scalar and written out: more than 325 bytecodes, so that it is
   * never inlined. With a second loop of vectors in them, scans that were inlined into their caller
   * ran at half speed.
   */
  static float inSixteens(float[] query) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    float s8 = 0;
    float s9 = 0;
    float s10 = 0;
    float s11 = 0;
    float s12 = 0;
    float s13 = 0;
    float s14 = 0;
    float s15 = 0;
    for (int j = 0; j < query.length; j += 16) {
      s0 = Math.fma(query[j], query[j], s0);
      s1 = Math.fma(query[j + 1], query[j + 1], s1);
      s2 = Math.fma(query[j + 2], query[j + 2], s2);
      s3 = Math.fma(query[j + 3], query[j + 3], s3);
      s4 = Math.fma(query[j + 4], query[j + 4], s4);
      s5 = Math.fma(query[j + 5], query[j + 5], s5);
      s6 = Math.fma(query[j + 6], query[j + 6], s6);
      s7 = Math.fma(query[j + 7], query[j + 7], s7);
      s8 = Math.fma(query[j + 8], query[j + 8], s8);
      s9 = Math.fma(query[j + 9], query[j + 9], s9);
      s10 = Math.fma(query[j + 10], query[j + 10], s10);
      s11 = Math.fma(query[j + 11], query[j + 11], s11);
      s12 = Math.fma(query[j + 12], query[j + 12], s12);
      s13 = Math.fma(query[j + 13], query[j + 13], s13);
      s14 = Math.fma(query[j + 14], query[j + 14], s14);
      s15 = Math.fma(query[j + 15], query[j + 15], s15);
    }
    s0 += s8;
    s1 += s9;
    s2 += s10;
    s3 += s11;
    s4 += s12;
    s5 += s13;
    s6 += s14;
    s7 += s15;
    s0 += s4;
    s1 += s5;
    s2 += s6;
    s3 += s7;
    return (float) Math.sqrt((s0 + s2) + (s1 + s3));
  }

  /** In the order of {@link ScalarKernel}. */
  static float inEights(float[] query) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    float s4 = 0;
    float s5 = 0;
    float s6 = 0;
    float s7 = 0;
    for (int j = 0; j < query.length; j += 8) {
      s0 += query[j] * query[j];
      s1 += query[j + 1] * query[j + 1];
      s2 += query[j + 2] * query[j + 2];
      s3 += query[j + 3] * query[j + 3];
      s4 += query[j + 4] * query[j + 4];
      s5 += query[j + 5] * query[j + 5];
      s6 += query[j + 6] * query[j + 6];
      s7 += query[j + 7] * query[j + 7];
    }
    return (float) Math.sqrt(ScalarKernel.sum(s0, s1, s2, s3, s4, s5, s6, s7));
  }
}
