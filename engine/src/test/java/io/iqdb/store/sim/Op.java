package io.iqdb.store.sim;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One recorded operation. Files carry a number beside their name because a name can be given away.
 * A sync covers the operations before index {@code covers}: those that were there when it began.
 */
public sealed interface Op {
  /** A name given to a new file. */
  record Create(SimName name, int file) implements Op {}

  /**
   * Bytes into a file.
   *
   * @param data read-only; null for zeros
   */
  record Write(SimName name, int file, long offset, long length, @Nullable ByteBuffer data)
      implements Op {}

  /** What was written to the file before {@code covers} is durable. */
  record Sync(SimName name, int file, int covers) implements Op {}

  /** A sync that failed: what it should have covered is lost at the next one that succeeds. */
  record SyncFailed(SimName name, int file, int covers) implements Op {}

  /** A second name for the file, then the first one taken away. */
  record Publish(SimName name, SimName to, int file) implements Op {}

  /** A name taken away. */
  record Delete(SimName name, int file) implements Op {}

  /** A name for a file that came durable from elsewhere. */
  record Link(SimName name, int file, Content content) implements Op {}

  /** Names changed in a directory before {@code covers} are durable. */
  record SyncNames(long directory, int covers) implements Op {}

  /** The counterpart of {@link SyncFailed} for names. */
  record SyncNamesFailed(long directory, int covers) implements Op {}

  /** The workload began an operation of its own. */
  record Start(long operation) implements Op {}

  /** The workload was promised that an operation of its own is durable. */
  record Ack(long operation) implements Op {}

  /** One short line. */
  default String describe() {
    return switch (this) {
      case Create op -> "create " + op.name;
      case Write op ->
          (op.data == null ? "reserve " : "write ") + op.name + " @" + op.offset + "+" + op.length;
      case Sync op -> "sync " + op.name;
      case SyncFailed op -> "sync " + op.name + " FAILED";
      case Publish op -> "publish " + op.name + " as " + op.to;
      case Delete op -> "delete " + op.name;
      case Link op -> "link " + op.name;
      case SyncNames op -> "sync names" + in(op.directory);
      case SyncNamesFailed op -> "sync names FAILED" + in(op.directory);
      case Start op -> "START " + op.operation;
      case Ack op -> "ACK " + op.operation;
    };
  }

  private static String in(long directory) {
    return directory == SimName.ROOT ? "" : " of " + SimName.folder(directory);
  }
}
