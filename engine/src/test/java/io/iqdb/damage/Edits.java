package io.iqdb.damage;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Changes to a directory, read from bytes that a fuzzer chose: any bytes are some changes. Where
 * the bytes say so, checksums of what was changed are made right again.
 *
 * <pre>
 *  0       1      2 ...
 *  | seal | edits, each
 *           0          1      2 u16     4 ...
 *           | action | file | place   | what the action takes
 * </pre>
 */
final class Edits {
  private static final int MOST_EDITS = 24;
  private static final int MOST_LENGTH = 1 << 16;
  private static final int LONGEST_RUN = 64;

  private final ByteBuffer program;
  private final Map<FileName, byte[]> files;
  private final List<FileName> names;

  private Edits(Image image, byte[] program) {
    this.program = Seals.littleEndian(program);
    this.files = new TreeMap<>(image.files());
    this.names = List.copyOf(files.keySet());
  }

  /** What {@code program} makes of {@code image}. */
  static Image apply(Image image, byte[] program) {
    Edits edits = new Edits(image, program);
    int seal = edits.next();
    for (int i = 0; i < MOST_EDITS && edits.program.hasRemaining(); i++) {
      edits.edit();
    }
    Image changed = new Image(new TreeMap<>(edits.files));
    return seal % 2 == 0 ? changed : sealed(image, changed);
  }

  private int next() {
    return program.hasRemaining() ? program.get() & 0xff : 0;
  }

  private int place() {
    return next() | next() << 8;
  }

  private void edit() {
    int action = next() % 10;
    FileName name = names.get(next() % names.size());
    byte[] file = files.get(name);
    if (file == null || file.length == 0) {
      return;
    }
    int at = place() % file.length;
    byte[] changed = file.clone();
    switch (action) {
      case 0 -> changed[at] ^= (byte) (1 << next() % 8);
      case 1 -> changed[at] = (byte) next();
      case 2 -> put(changed, at, Integer.BYTES);
      case 3 -> put(changed, at, Long.BYTES);
      case 4 -> put(changed, at, Math.min(next() % LONGEST_RUN, program.remaining()));
      case 5 -> Arrays.fill(changed, at, Math.min(changed.length, at + place()), (byte) next());
      case 6 -> changed = Arrays.copyOf(changed, at);
      case 7 -> changed = Arrays.copyOf(changed, Math.min(MOST_LENGTH, changed.length + place()));
      case 8 -> changed = copied(changed, at);
      default -> {
        files.remove(name);
        return;
      }
    }
    files.put(name, changed);
  }

  private void put(byte[] target, int at, int length) {
    for (int i = 0; i < length && at + i < target.length; i++) {
      target[at + i] = (byte) next();
    }
  }

  /** A piece of any file, or the whole of it, over the bytes from {@code at} on. */
  private byte[] copied(byte[] target, int at) {
    byte[] source = files.get(names.get(next() % names.size()));
    if (source == null || source.length == 0) {
      return target;
    }
    int from = place() % source.length;
    int length = place();
    if (length == 0) {
      return source;
    }
    length = Math.min(length, Math.min(source.length - from, target.length - at));
    System.arraycopy(source, from, target, at, length);
    return target;
  }

  private static Image sealed(Image before, Image after) {
    TreeMap<FileName, byte[]> files = new TreeMap<>();
    after.files().forEach((name, bytes) -> files.put(name, sealed(before, name, bytes)));
    return new Image(files);
  }

  private static byte[] sealed(Image before, FileName name, byte[] bytes) {
    if (Arrays.equals(before.bytes(name), bytes)) {
      return bytes;
    }
    byte[] sealed = bytes.clone();
    if (name.kind() == FileKind.WAL) {
      Seals.log(sealed);
    } else {
      Seals.whatever(sealed);
    }
    return sealed;
  }
}
