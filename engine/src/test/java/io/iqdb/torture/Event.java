package io.iqdb.torture;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a victim tells its supervisor.
 *
 * @param kind what it is about
 * @param thread of the victim
 * @param number of the operation, slot or mark
 * @param value of it
 */
record Event(Kind kind, int thread, int number, long value) {
  /** What an event is about. */
  enum Kind {
    /** The database is about to be opened. */
    OPENING('o'),
    /** It was; value: nanoseconds. */
    OPENED('O'),
    /** Value: frames that were replayed. */
    REPLAYED('f'),
    /** Value: bytes cut off a log. */
    CUT('c'),
    /** Number: slot; value: fingerprint of its record. */
    RECORD('r'),
    /** Number: kind of mark; value: the mark. */
    MARK('m'),
    /** Everything was told and checked; work begins. */
    READY('w'),
    /** An operation begins. */
    START('s'),
    /** Value: records of the operation that are acknowledged. */
    PROGRESS('p'),
    /** It was acknowledged; value: what it returned. */
    ACK('a'),
    /** Value: how many merges run now. */
    MERGING('g'),
    /** There is nothing left to do. */
    DONE('d');

    private final char code;

    Kind(char code) {
      this.code = code;
    }

    private static Kind of(byte code) {
      return Stream.of(values()).filter(kind -> kind.code == code).findFirst().orElseThrow();
    }
  }

  private static final int BYTES = 14;

  /** Where the events of this process go. Any thread. */
  static final class Sink {
    private final OutputStream out;

    private Sink(OutputStream out) {
      this.out = out;
    }

    /** The standard output, for nobody else from now on. */
    static Sink standardOutput() {
      Sink sink = new Sink(new FileOutputStream(FileDescriptor.out));
      System.setOut(System.err);
      return sink;
    }

    /** In one write, which a pipe takes wholly or not at all. */
    synchronized void send(Kind kind, int thread, int number, long value) {
      ByteBuffer bytes = ByteBuffer.allocate(BYTES);
      bytes.put((byte) kind.code).put((byte) thread).putInt(number).putLong(value);
      try {
        out.write(bytes.array());
      } catch (IOException supervisorGone) {
        throw new UncheckedIOException(supervisorGone);
      }
    }

    void send(Kind kind, long value) {
      send(kind, 0, 0, value);
    }
  }

  /** The next one of a victim, or nothing where it ended. */
  static Optional<Event> read(InputStream in) throws IOException {
    byte[] bytes = new byte[BYTES];
    try {
      new DataInputStream(in).readFully(bytes);
    } catch (EOFException ended) {
      return Optional.empty();
    }
    ByteBuffer event = ByteBuffer.wrap(bytes);
    return Optional.of(
        new Event(Kind.of(event.get()), event.get(), event.getInt(), event.getLong()));
  }
}
