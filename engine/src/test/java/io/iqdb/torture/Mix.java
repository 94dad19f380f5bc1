package io.iqdb.torture;

/** Seeds from seeds. */
final class Mix {
  private Mix() {}

  /** A number that depends on all of {@code parts} and their order. */
  static long of(long... parts) {
    long mixed = 0x9E3779B97F4A7C15L;
    for (long part : parts) {
      mixed ^= part;
      mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
      mixed ^= mixed >>> 31;
    }
    return mixed;
  }
}
