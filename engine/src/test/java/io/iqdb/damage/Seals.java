package io.iqdb.damage;

import io.iqdb.format.BlockChecksums;
import io.iqdb.format.Crc32c;
import io.iqdb.format.wal.WalFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Computes the checksums of changed files anew, so that what is behind them is met. */
final class Seals {
  private static final int TAIL_BYTES = 64;
  private static final int SECTION_BYTES = 32;
  private static final int FRAME_BYTES = 48;

  private Seals() {}

  static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  static int tailAt(byte[] file) {
    return file.length - TAIL_BYTES;
  }

  static int footerAt(byte[] file) {
    return (int) littleEndian(file).getLong(tailAt(file) + 8);
  }

  /** Where the entries of the section table start. */
  static int sectionsAt(byte[] file) {
    return footerAt(file) + Integer.BYTES * littleEndian(file).getInt(tailAt(file) + 4);
  }

  static int sections(byte[] file) {
    return littleEndian(file).getInt(tailAt(file));
  }

  /** Where section {@code index} starts. */
  static int sectionAt(byte[] file, int index) {
    return (int) littleEndian(file).getLong(sectionsAt(file) + SECTION_BYTES * index + 8);
  }

  static int sectionLength(byte[] file, int index) {
    return (int) littleEndian(file).getLong(sectionsAt(file) + SECTION_BYTES * index + 16);
  }

  /** Seals a header alone. */
  static void header(byte[] file) {
    ByteBuffer bytes = littleEndian(file);
    bytes.putInt(60, Crc32c.of(bytes.slice(0, 60)));
  }

  /** Seals the content of a file: its sections and blocks. */
  static void content(byte[] file) {
    header(file);
    ByteBuffer bytes = littleEndian(file);
    for (int i = 0; i < sections(file); i++) {
      int crc = Crc32c.of(bytes.slice(sectionAt(file, i), sectionLength(file, i)));
      bytes.putInt(sectionsAt(file) + SECTION_BYTES * i + 24, crc);
    }
    int footer = footerAt(file);
    for (int at = 0, block = 0; at < footer; at += BlockChecksums.BLOCK_BYTES, block++) {
      int length = Math.min(BlockChecksums.BLOCK_BYTES, footer - at);
      bytes.putInt(footer + Integer.BYTES * block, Crc32c.of(bytes.slice(at, length)));
    }
    tables(file, footer);
  }

  /** Seals both tables, from {@code footer} on, and the tail. */
  static void tables(byte[] file, int footer) {
    ByteBuffer bytes = littleEndian(file);
    bytes.putInt(tailAt(file) + 40, Crc32c.of(bytes.slice(footer, tailAt(file) - footer)));
    tail(file);
  }

  /** Seals the tail alone. */
  static void tail(byte[] file) {
    ByteBuffer bytes = littleEndian(file);
    bytes.putInt(tailAt(file) + 52, Crc32c.of(bytes.slice(tailAt(file), 52)));
  }

  /** Seals the frame at {@code at} of a log, whose body has {@code bodyBytes} with padding. */
  static void frame(byte[] log, int at, int bodyBytes, long salt) {
    ByteBuffer bytes = littleEndian(log);
    bytes.putInt(at + 12, Crc32c.salted(salt, bytes.slice(at + FRAME_BYTES, bodyBytes)));
    bytes.putInt(at + 44, Crc32c.salted(salt, bytes.slice(at, 44)));
  }

  /** Seals whatever of a published file its own tables let one find. */
  static void whatever(byte[] file) {
    try {
      content(file);
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      if (file.length >= TAIL_BYTES) {
        tail(file); // tables that lead nowhere: what opens the file shall see that
      }
    }
  }

  /** Seals the header of a log and every frame that a chain of lengths reaches. */
  static void log(byte[] log) {
    if (log.length < WalFormat.FIRST_FRAME) {
      return;
    }
    header(log);
    long salt = salt(log);
    ByteBuffer bytes = littleEndian(log);
    long at = WalFormat.FIRST_FRAME;
    while (at <= log.length - FRAME_BYTES) {
      int start = (int) at;
      long padded = WalFormat.align(Math.max(bytes.getInt(start + 4), 0));
      boolean whole = at + FRAME_BYTES + padded <= log.length;
      bytes.putLong(start + 32, at);
      frame(log, start, whole ? (int) padded : 0, salt);
      at += FRAME_BYTES + padded;
    }
  }

  static long salt(byte[] file) {
    return littleEndian(file).getLong(48);
  }
}
