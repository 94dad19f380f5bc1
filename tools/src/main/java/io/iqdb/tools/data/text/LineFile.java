package io.iqdb.tools.data.text;

import io.iqdb.tools.data.DataFileException;
import io.iqdb.tools.data.FileLabel;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lines of a text file, handed out in runs of whole lines as undecoded bytes. One thread. */
final class LineFile implements Closeable {
  /** A record at every limit, escaped as JSON may be, is shorter. */
  static final int MAX_LINE_BYTES = 1 << 24;

  private static final int RUN_BYTES = 1 << 19;

  /** Whole lines, undecoded. Immutable. */
  static final class Run {
    private final byte[] bytes;
    private final int[] ends;
    private final long first;
    private final long endOffset;

    private Run(byte[] bytes, int[] ends, long first, long endOffset) {
      this.bytes = bytes;
      this.ends = ends;
      this.first = first;
      this.endOffset = endOffset;
    }

    /** The bytes of all lines, not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    /** How many lines. */
    int lines() {
      return ends.length;
    }

    /** Number of the first line, from 0. */
    long first() {
      return first;
    }

    /** Where the run ends in the file. */
    long endOffset() {
      return endOffset;
    }

    /** Where line {@code index} of the run begins in its bytes. */
    int start(int index) {
      return index == 0 ? 0 : ends[index - 1] + 1;
    }

    /** Length of line {@code index} of the run, its line feed excluded. */
    int length(int index) {
      return ends[index] - start(index);
    }
  }

  private final InputStream in;
  private final String name;
  private final long length;
  private byte[] buffer = new byte[RUN_BYTES];
  private int start;
  private int end;
  private boolean ended;
  private long line;
  private long offset;

  LineFile(Path path) throws IOException {
    name = FileLabel.nameOf(path);
    length = Files.size(path);
    in = Files.newInputStream(path);
  }

  String name() {
    return name;
  }

  long length() {
    return length;
  }

  /** Number of the next line, from 0. */
  long line() {
    return line;
  }

  /** The next lines: at least one, at most {@code limit}; null behind the last. */
  @Nullable Run next(int limit) throws IOException {
    int[] ends = new int[16];
    int lines = 0;
    int at = start;
    while (lines < limit) {
      int feed = find(at);
      if (feed < 0 && lines > 0) {
        break;
      }
      if (feed < 0) {
        if (!ended) {
          at = fill();
          continue;
        }
        if (start == end) {
          return null;
        }
        feed = end;
      }
      if (lines == ends.length) {
        ends = Arrays.copyOf(ends, 2 * lines);
      }
      ends[lines++] = feed - start;
      at = Math.min(end, feed + 1);
    }
    Run run =
        new Run(
            Arrays.copyOfRange(buffer, start, at),
            Arrays.copyOf(ends, lines),
            line,
            offset + at - start);
    line += lines;
    offset = run.endOffset();
    start = at;
    return run;
  }

  private int find(int from) {
    for (int i = from; i < end; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /** Reads on behind a line that is not whole yet; gives where the new bytes begin. */
  private int fill() throws IOException {
    int kept = end - start;
    if (kept > MAX_LINE_BYTES) {
      throw DataFileException.line(
          name, line + 1, "expected at most " + MAX_LINE_BYTES + " bytes, found a longer line");
    }
    byte[] target = kept > buffer.length / 2 ? new byte[2 * buffer.length] : buffer;
    System.arraycopy(buffer, start, target, 0, kept);
    buffer = target;
    start = 0;
    end = kept;
    int read = in.readNBytes(buffer, end, buffer.length - end);
    ended = read < buffer.length - end;
    end += read;
    return kept;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
