package io.iqdb.store.sim;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * 128 bits that stand for content. Hashes of independent parts are added up, so that a change of
 * one part costs no second look at the others.
 */
record Hash128(long high, long low) {
  static final Hash128 ZERO = new Hash128(0, 0);

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME_1 = 0x9E3779B97F4A7C15L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

  /** Of a block whose length is a multiple of eight; {@code salt} says where it belongs. */
  static Hash128 ofBlock(long salt, byte[] block) {
    long high = mix(salt ^ PRIME_1);
    long low = mix(salt + PRIME_2);
    for (int at = 0; at < block.length; at += Long.BYTES) {
      long word = (long) WORD.get(block, at);
      high = Long.rotateLeft(high ^ word, 29) * PRIME_1;
      low = Long.rotateLeft(low + word, 37) * PRIME_2;
    }
    return new Hash128(mix(high ^ low), mix(low + Long.rotateLeft(high, 32)));
  }

  /** Of a short sequence of numbers. */
  static Hash128 of(long... words) {
    long high = PRIME_2;
    long low = PRIME_1;
    for (long word : words) {
      high = mix(high ^ word) * PRIME_1;
      low = mix(low + word) * PRIME_2;
    }
    return new Hash128(mix(high ^ low), mix(low + Long.rotateLeft(high, 32)));
  }

  Hash128 plus(Hash128 other) {
    return new Hash128(high + other.high, low + other.low);
  }

  Hash128 minus(Hash128 other) {
    return new Hash128(high - other.high, low - other.low);
  }

  static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xFF51AFD7ED558CCDL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xC4CEB9FE1A85EC53L;
    return mixed ^ (mixed >>> 33);
  }

  @Override
  public String toString() {
    return Long.toHexString(high) + ":" + Long.toHexString(low);
  }
}
