package io.iqdb.format.codec;

import java.util.Arrays;
import java.util.function.Consumer;

/** Damaged copies of bytes. */
public final class Mutations {
  private Mutations() {}

  /** Every proper prefix. */
  public static void truncations(byte[] sound, Consumer<byte[]> taker) {
    for (int length = 0; length < sound.length; length++) {
      taker.accept(Arrays.copyOf(sound, length));
    }
  }

  /** Every byte with each of its bits turned, and set to the values at the edges. */
  public static void flips(byte[] sound, Consumer<byte[]> taker) {
    for (int i = 0; i < sound.length; i++) {
      for (int change : new int[] {1, 2, 4, 8, 16, 32, 64, 128, 0xff, 0x7f}) {
        byte[] damaged = sound.clone();
        damaged[i] ^= (byte) change;
        taker.accept(damaged);
      }
    }
  }
}
