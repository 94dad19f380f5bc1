package io.iqdb.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.DatabaseInfo.SegmentInfo;
import io.iqdb.Iqdb;
import io.iqdb.Page;
import io.iqdb.Snapshot;
import io.iqdb.types.Filter;
import io.iqdb.types.Value;
import io.iqdb.types.VectorRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Follows a writer that merges, for as long as its input lasts: refreshes, asks in every way there
 * is, and holds the answers against the writer's ledger, a snapshot that it keeps for a while
 * against what that showed first, and the files that it has open and mapped against those that
 * these views need. Whatever it did not expect ends it.
 */
public final class FollowerChild {
  /** Looks for which a snapshot is kept. */
  private static final int KEPT = 25;

  /** A file may be open once for each of so many threads that read at once. */
  private static final int HANDLES = 4;

  private final Path path;
  private final Iqdb db;
  private final Records records;
  private final Ledger ledger;
  private final boolean counting = HeldFiles.areKnown();
  private @Nullable Kept kept;
  private int looks;

  /** A snapshot, what it shows, and what that needs. */
  private record Kept(Snapshot snapshot, List<VectorRecord> shown, Set<String> segments) {}

  private FollowerChild(Path path, Iqdb db, Ledger ledger) {
    this.path = path;
    this.db = db;
    this.records = new Records(db.config().dimension());
    this.ledger = ledger;
  }

  /** Directory, seed and slots; answers with the number of the last operation that it saw. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    long seed = Long.parseLong(arguments[1]);
    int slots = Integer.parseInt(arguments[2]);
    BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    boolean counting;
    try (Iqdb db = Iqdb.openReadOnly(path)) {
      FollowerChild child =
          new FollowerChild(
              path, db, new Ledger(new Operations(seed, 1, 0, Operations.Style.MARKED, slots)));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        child.look();
        System.out.println(child.ledger.number());
      }
      child.rest();
      counting = child.counting;
    }
    if (counting) {
      HeldFiles.awaitJust(Set.of(), 0, path);
    }
    System.out.println("left");
  }

  private void look() throws IOException {
    db.refresh();
    Ledger.Entry entry = ledger.at(db);
    Collection<VectorRecord> all = StateCheck.contents(db, records, looks).values();
    entry.requireHeld(all, records);
    for (long group = 0; group < Records.GROUPS; group++) {
      long wanted = entry.state().inGroup(group, records);
      long found = db.count(Filter.eq("group", Value.of(group)));
      require(found == wanted, found + " are counted in a group, not " + wanted);
    }
    if (looks % KEPT == 0) {
      letGo();
      Snapshot snapshot = db.snapshot();
      kept = new Kept(snapshot, snapshot.stream(Snapshot.Order.ID).toList(), segments());
      requireIterated(snapshot, all);
    }
    looks++;
    requireFiles();
  }

  private void requireIterated(Snapshot snapshot, Collection<VectorRecord> all) {
    List<VectorRecord> byId = all.stream().sorted((a, b) -> a.id().compareTo(b.id())).toList();
    require(byId.equals(snapshot.stream(Snapshot.Order.ID).toList()), "the order of ids differs");
    List<VectorRecord> inserted = snapshot.stream(Snapshot.Order.INSERTION).toList();
    require(inserted.equals(List.copyOf(all)), "the order of insertion differs");
    List<VectorRecord> paged = new ArrayList<>();
    Page page = snapshot.page(Snapshot.Order.ID, 100);
    paged.addAll(page.records());
    while (page.more()) {
      page = snapshot.page(page.next(), 100);
      paged.addAll(page.records());
    }
    require(paged.equals(byId), "pages differ");
  }

  /** What it held must still be what it was. */
  private void letGo() {
    Kept old = kept;
    if (old != null) {
      try (Snapshot snapshot = old.snapshot()) {
        List<VectorRecord> shown = snapshot.stream(Snapshot.Order.ID).toList();
        require(shown.equals(old.shown()), "a snapshot changed under refreshes");
      }
      kept = null;
    }
  }

  private void requireFiles() throws IOException {
    if (counting) {
      Set<String> needed = new HashSet<>(segments());
      Kept held = kept;
      if (held != null) {
        needed.addAll(held.segments());
      }
      HeldFiles.awaitJust(needed, HANDLES, path);
    }
  }

  /** With the last view alone. */
  private void rest() throws IOException {
    letGo();
    requireFiles();
  }

  private Set<String> segments() {
    return db.info().segments().stream().map(SegmentInfo::name).collect(Collectors.toSet());
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
