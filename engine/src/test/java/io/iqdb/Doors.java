package io.iqdb;

import io.iqdb.merge.MergeControl;
import io.iqdb.merge.MergeHistory;
import io.iqdb.merge.MergeJob;
import io.iqdb.merge.MergeTrouble;
import io.iqdb.store.Directory;
import io.iqdb.write.Tuning;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens databases on any directory, for tests outside this package. */
public final class Doors {
  private Doors() {}

  /** As {@link Iqdb#open(java.nio.file.Path, OpenOptions)}. Closes {@code directory} in the end. */
  public static Iqdb open(Directory directory, OpenOptions options) {
    return Failures.translate(
        "open", () -> Opening.forWriting(directory, null, options, Opening.Existing.REQUIRED));
  }

  /** Opens or creates, as {@link Iqdb#open(java.nio.file.Path, IqdbConfig, OpenOptions)} does. */
  public static Iqdb open(
      Directory directory, IqdbConfig config, OpenOptions options, Tuning tuning) {
    return Failures.translate(
        "open",
        () -> Opening.forWriting(directory, config, options, Opening.Existing.WELCOME, tuning));
  }

  /** Merges what {@code planner} says, whatever the policy of {@code db} would. */
  public static Optimization merge(Iqdb db, MergeJob.Planner planner) {
    return new Optimization(db.writer().merges().submit(planner, false));
  }

  /** Waits until files that nobody reads any more are closed and gone. */
  public static void settle(Iqdb db) {
    db.inside.janitor().settle();
  }

  /** Calls {@code listener} at every batch of every merge of {@code db}, on its thread. */
  public static void watchMerges(Iqdb db, Consumer<MergeControl> listener) {
    db.writer().merges().watch(listener);
  }

  /** What keeps merges of {@code db} from going on. */
  public static Optional<MergeTrouble> mergeTrouble(Iqdb db) {
    return db.writer().merges().trouble();
  }

  /** The merges of {@code db} so far, summed up. */
  public static MergeHistory.Totals mergeTotals(Iqdb db) {
    return db.writer().merges().history().totals();
  }

  /** As {@link Iqdb#openReadOnly(java.nio.file.Path, OpenOptions)}. */
  public static Iqdb openReadOnly(Directory directory, OpenOptions options) {
    return Failures.translate("open", () -> Opening.forReading(directory, options));
  }

  /** As {@link Iqdb#checkpoint}. */
  public static void checkpoint(Iqdb db, Directory target) {
    Failures.<@Nullable Void>translate(
        "checkpoint",
        () -> {
          CheckpointTarget.write(db.writer(), target);
          return null;
        });
  }

  /** As {@link Catalog#open(java.nio.file.Path, CatalogOptions)}. */
  public static Catalog openCatalog(Directory directory, CatalogOptions options, Tuning tuning) {
    return Failures.translate("open", () -> Catalog.open(directory, options, tuning));
  }
}
