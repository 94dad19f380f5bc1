package io.iqdb.write;

import io.iqdb.store.NoSpaceException;
import java.io.IOException;

/**
 * What a writer does about a full disk (ruling 9): deletes are served out of the reserve, and every
 * other change waits until the reserve is whole again.
 */
final class FullDisk {
  private final WriteState state;
  private final WriteQueue<?> queue;
  private final Reserve reserve;

  FullDisk(WriteState state, WriteQueue<?> queue, Reserve reserve) {
    this.state = state;
    this.queue = queue;
    this.reserve = reserve;
  }

  /** Whether the reserve was given up for deletes. */
  boolean reserveSpent() {
    return reserve.spent();
  }

  /**
   * Gives up the reserve, for a delete that is then tried again.
   *
   * @param full what the delete met, thrown where there is nothing to give up
   */
  void release(NoSpaceException full) throws NoSpaceException {
    try {
      reserve.release();
    } catch (IOException kept) {
      full.addSuppressed(kept);
      throw full;
    }
  }

  /** Changes other than deletes wait until the space for those is there again. */
  void requireReserve() throws Exception {
    if (reserve.spent()) {
      queue.alone(() -> {
        state.requireWritable(); // behind the end the directory is somebody else's
        restore();
        return null;
      });
    }
  }

  /** As leader: no delete is writing meanwhile. Nothing to do where the reserve is whole. */
  void restore() throws IOException {
    if (!reserve.spent()) {
      return;
    }
    try {
      reserve.restore();
      state.log().seal(state.tables().sequence()); // the next one keeps more ahead
    } catch (NoSpaceException full) {
      throw full;
    } catch (IOException | RuntimeException | Error failure) {
      state.health().fail(failure);
      throw failure;
    }
  }
}
