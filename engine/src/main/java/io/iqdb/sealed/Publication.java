package io.iqdb.sealed;

import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import java.io.IOException;

/** The last step of a sealed file: its name. */
public final class Publication {
  private Publication() {}

  /**
   * Gives a finished file its name; where that fails the temporary is removed, as far as the disk
   * allows, and whether the file has the name is not known.
   *
   * @throws io.iqdb.store.NoSpaceException where there is no room for the name, which was not given
   */
  public static void publish(Directory directory, FileName temporary, FileName name)
      throws IOException {
    try {
      directory.publish(temporary, name);
    } catch (IOException | RuntimeException | Error failure) {
      try {
        directory.delete(temporary);
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }
}
