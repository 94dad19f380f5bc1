package io.iqdb.store.sim;

import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a link to a file of a {@link SimDirectory}. */
interface LinkTarget {
  /** Gives {@code name} to a file of this content, which is durable if {@code synced}. */
  void acceptLink(FileName name, Content content, boolean synced) throws IOException;

  /** Links where {@code target} can, and copies and syncs otherwise. */
  static void link(Directory target, FileName name, Content content, boolean synced)
      throws IOException {
    if (target instanceof LinkTarget links) {
      links.acceptLink(name, content, synced);
      return;
    }
    try (Output copy = target.create(name, 0)) {
      copy.write(ByteBuffer.wrap(content.toBytes()));
      copy.sync();
    }
  }
}
