package io.iqdb.store;

import io.iqdb.observe.SyncEvent;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Makes the names in a directory durable. */
final class NameSync {
  // Windows refuses to open a directory, and its file system logs names by itself
  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private NameSync() {}

  /**
   * Syncs {@code directory}. No interrupt can break it: an asynchronous channel is the one kind
   * that opens a directory and is not closed by an interrupt of the thread that forces it. Were it
   * closed, the force would have to be repeated, and a sync that failed is never repeated.
   */
  static void sync(Path directory) throws IOException {
    if (WINDOWS) {
      return;
    }
    SyncEvent event = SyncEvent.started();
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
    if (event != null) {
      event.finish(directory.toString(), 0);
    }
  }
}
