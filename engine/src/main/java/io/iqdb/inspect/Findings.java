package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.store.NotRegularFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Collects what is wrong, each once, and turns what shows damage in other ways into the one that
 * names it. Used by one thread.
 */
final class Findings implements Consumer<CorruptFileException> {
  /** More than anybody reads; the rest is counted. */
  private static final int MOST = 10_000;

  private final boolean named;
  private final Set<String> known = new HashSet<>();
  private final List<CorruptFileException> list = new ArrayList<>();

  /**
   * None yet.
   *
   * @param named whether a manifest names the files: then a missing one is damage
   */
  Findings(boolean named) {
    this.named = named;
  }

  /** Something to do with one file. */
  interface Step {
    void run() throws IOException;
  }

  @Override
  public void accept(CorruptFileException finding) {
    if (list.size() < MOST && known.add(finding.getMessage())) {
      list.add(finding);
    }
  }

  /**
   * Runs {@code step}; whether it found nothing.
   *
   * @param file what it is about
   * @throws NoSuchFileException where the file is gone and nothing names it
   * @throws IOException where the file cannot be read for reasons that are no damage
   */
  boolean collect(FileName file, Step step) throws IOException {
    int before = list.size();
    try {
      step.run();
    } catch (CorruptFileException damage) {
      accept(damage);
    } catch (NoSuchFileException gone) {
      if (!named) {
        throw gone;
      }
      accept(new FilePart(file, "name").damage(0, "a file, for the manifest names it", "none"));
    } catch (NotRegularFileException other) {
      accept(new FilePart(file, "name").damage(0, "a regular file", other.kind()));
    } catch (EOFException shorter) {
      accept(
          new FilePart(file, "file").damage(0, "a file that stays as long as it was", "its end"));
    } catch (InternalError unreadable) {
      // how the virtual machine reports a read of a mapping that the disk did not answer
      accept(new FilePart(file, "file").damage(0, "readable pages", "a page that cannot be read"));
    }
    return list.size() == before;
  }

  boolean isEmpty() {
    return list.isEmpty();
  }

  List<CorruptFileException> list() {
    return list;
  }
}
