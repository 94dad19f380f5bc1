package io.iqdb.crash;

import io.iqdb.error.DiskFullException;
import io.iqdb.format.FileKind;
import io.iqdb.merging.Specs;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.types.VectorId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The hand-written workloads of R1. One thread each, and every run the same. */
final class Scripts {
  private static final Setup TWO = Setup.of(2);
  private static final Setup THREE = Setup.of(3);
  private static final Setup FOUR = Setup.of(4);
  private static final Setup NEVER = TWO.fsync(FsyncPolicy.NEVER);

  /** The timer never comes within a test: only explicit syncs count. */
  private static final Setup PERIODIC = TWO.fsync(FsyncPolicy.periodic(Duration.ofHours(1)));

  private final List<Script> scripts = new ArrayList<>();

  private Scripts() {}

  static List<Script> all() {
    Scripts all = new Scripts();
    all.writes();
    all.flushes();
    all.betweenSealAndPublication();
    all.bulkLoads();
    all.merges();
    all.duringMerges();
    all.laterSyncs();
    all.openings();
    all.fullDisks();
    all.expiries();
    all.deletionsByFilter();
    all.purges();
    return List.copyOf(all.scripts);
  }

  static Script named(String name) {
    return all().stream().filter(script -> script.name().equals(name)).findFirst().orElseThrow();
  }

  private void add(String name, Setup setup, Script.Body body) {
    scripts.add(new Script(name, setup, body));
  }

  private void writes() {
    add("creation", TWO, db -> {});
    add("one put", TWO, db -> db.put(1));
    add("puts", TWO, db -> db.put(1).put(2).sync().put(3).put(4).sync().put("five").put("six"));
    add("replacing", TWO, db -> db.put(1).put(1).put(2).put(1).put(2).put(1));
    add("deleting", TWO, db -> db.put(1).put(2).delete(1).put(3).delete(3).put(1).delete(2));
    add("metadata", THREE, db -> db.put(1, 10).put(2, 700).put(1, 900).put(3, 40));
    add("batches", TWO, db -> db.batch(1, 2, 3).batch(4).batch(2, 3, 5, 6));
    add(
        "batches with bookmarks",
        THREE,
        db -> {
          db.batch(new long[] {1, 2}, new long[] {}, "position");
          db.batch(new long[] {3}, new long[] {1}, "position");
          db.put(1).batch(new long[] {}, new long[] {2}, "other");
          db.flush().batch(new long[] {4}, new long[] {3}, "position");
        });
    add(
        "frames over several steps of the reserve",
        TWO.reserve(512),
        db -> db.batch(1, 2, 3, 4).put(5, 600).put(6, 100).put(7, 500).put(8));
    add("frames beyond a step", TWO.reserve(256), db -> db.put(1, 600).put(2, 900).put(3));
    add("frames that fill a step", FOUR.reserve(4096), db -> db.put(1, 3800).put(2, 90).put(3));
    add(
        "log rotation by size",
        TWO.logBytes(300),
        db -> db.put(1).put(2).put(3).batch(4, 5, 6, 7).put(8).delete(4).put(9));
    add(
        "log rotation, flush, rotation",
        TWO.logBytes(200),
        db -> db.put(1).put(2).put(3).delete(2).flush().put(2).put(4).delete(1).put(5));
  }

  private void flushes() {
    add("put and flush", TWO, db -> db.put(1).flush());
    add("flush of nothing", TWO, db -> db.flush().put(1).flush().flush());
    add("several flushes", TWO, db -> db.put(1).flush().put(2).flush().put(3).put(4).flush());
    add(
        "replacing over flushes",
        TWO,
        db -> db.put(1).put(2).flush().put(1).flush().put(2).put(1).flush().put(2));
    add(
        "deleting over flushes",
        TWO,
        db -> db.put(1).put(2).put(3).flush().delete(1).flush().delete(2).put(4).flush());
    add(
        "tombstones upon tombstones",
        TWO,
        db -> db.batch(1, 2, 3, 4, 5).flush().delete(1).flush().delete(2).flush().put(3).flush());
    add("everything deleted", TWO, db -> db.batch(1, 2).flush().delete(1).delete(2).flush());
    add("flush of dead rows alone", TWO, db -> db.put(1).delete(1).flush().put(2).delete(2));
    add(
        "mapped segments with payloads",
        FOUR.access(Access.MAPPED).compression(Compression.LZ4),
        db -> db.put(1, 300).put(2).flush().put(1, 20).delete(2).flush().put(3, 500));
    add(
        "byte ids over flushes",
        THREE,
        db -> db.put("a").put("bb").flush().put("a").delete(VectorId.of("bb")).flush().put("c"));
  }

  /** A script that does {@code late} when the segment of its second flush gets its name. */
  private void late(String name, Setup setup, Script.Body late) {
    add(
        name,
        setup,
        db -> {
          db.batch(1, 2, 3).flush().put(4).put(5).put(2);
          db.during(FileKind.SEGMENT, () -> late.run(db));
          db.flush();
          db.put(9);
        });
  }

  private void betweenSealAndPublication() {
    late("delete while a flush writes", TWO, db -> db.delete(4).delete(1));
    late("replace while a flush writes", TWO, db -> db.put(5).put(3));
    late("put while a flush writes", TWO, db -> db.put(6).put(7).delete(6));
    late(
        "batch while a flush writes",
        TWO,
        db -> {
          db.batch(new long[] {4, 8}, new long[] {5, 1}, "position");
        });
    late("bulk load while a flush writes", TWO, db -> db.bulk(4, 1, 20, 21, 22));
    late("delete while a flush writes, never synced", NEVER, db -> db.delete(4).delete(1));
    late("replace while a flush writes, never synced", NEVER, db -> db.put(5).put(3));
    late("rotation while a flush writes", TWO.logBytes(150), db -> db.put(5).put(6).delete(4));
  }

  private void bulkLoads() {
    add("bulk load", TWO, db -> db.bulk(1, 2, 3, 4, 5, 6, 7, 8));
    add("bulk load that stays small", TWO, db -> db.put(1).bulk(2, 3));
    add("bulk load replaces the memtable", TWO, db -> db.put(1).put(2).put(3).bulk(2, 1, 9, 10));
    add(
        "bulk load replaces segments",
        TWO,
        db -> db.batch(1, 2, 3).flush().put(4).bulk(3, 4, 5, 6, 1).put(5));
    add("bulk load replaces itself", THREE, db -> db.bulk(1, 2, 1, 1, 2, 3, 1, 4, 2).delete(1));
    add(
        "bulk load behind deletions",
        TWO,
        db -> {
          db.batch(1, 2, 3).flush().delete(1).bulk(4, 5, 6, 1).delete(4).flush().delete(5);
        });
    add("bulk load, never synced", NEVER, db -> db.put(1).put(2).bulk(3, 1, 4, 5).put(6).delete(3));
    add("bulk loads in a row", TWO, db -> db.bulk(1, 2, 3, 4).bulk(4, 3, 2, 5).delete(2).put(5));
    add("bulk load and reopening", TWO, db -> db.put(1).bulk(1, 2, 3, 4).put(3).reopen().put(4));
  }

  private void merges() {
    add("merge", TWO, db -> db.put(1).flush().put(2).flush().merge().put(3));
    add(
        "merge of dead rows",
        TWO,
        db -> {
          db.batch(1, 2, 3, 4, 5).flush().delete(1).put(2).flush().merge().delete(3).merge();
        });
    add(
        "merge of everything dead",
        TWO,
        db -> db.batch(1, 2).flush().put(3).delete(1).delete(2).merge().put(1));
    add(
        "merge of deaths that only the log holds",
        TWO,
        db -> db.batch(1, 2, 3).flush().delete(1).put(2).merge().put(4).flush());
    add(
        "merge of deaths that were never synced",
        NEVER,
        db -> db.batch(1, 2, 3).flush().delete(1).put(2).merge().put(4));
    add(
        "merge of a chunk whose marker is in the log",
        TWO,
        db -> db.put(1).bulk(1, 2, 3, 4).delete(3).merge().put(2).delete(1));
    add(
        "merge of a chunk, never synced",
        NEVER,
        db -> db.put(1).put(5).bulk(1, 2, 3, 4).delete(2).merge().put(3));
    add(
        "merge and reopening",
        TWO,
        db -> db.batch(1, 2).flush().put(2).flush().merge().reopen().delete(1).merge().reopen());
    add(
        "each segment rewritten",
        THREE,
        db -> db.batch(1, 2).flush().batch(3, 4).flush().delete(1).merge(Specs::eachAlone).put(4));
    add(
        "merges in a row",
        TWO,
        db -> db.put(1).flush().put(1).flush().merge().put(2).flush().merge().put(1).merge());
    add(
        "merge with payloads and byte ids",
        FOUR.access(Access.MAPPED).compression(Compression.LZ4),
        db -> db.put(1, 300).put("two").flush().put(1, 20).put(3).flush().merge().put("two"));
    add(
        "a reader beside merges",
        TWO,
        db -> {
          db.put(1).bulk(1, 2, 3, 4).lookBeside().flush().delete(2).lookBeside().merge();
          db.lookBeside().delete(4).merge().lookBeside();
        });
    add(
        "killed after a merge",
        TWO,
        db -> db.batch(1, 2).flush().delete(1).put(3).merge().killed().put(1).merge().killed());
  }

  /** A script that does {@code late} when the segment of its merge gets its name. */
  private void merging(String name, Setup setup, Script.Body late) {
    add(
        name,
        setup,
        db -> {
          db.batch(1, 2, 3).flush().batch(4, 5).flush().delete(3);
          db.during(FileKind.SEGMENT, () -> late.run(db));
          db.merge();
          db.put(9);
        });
  }

  private void duringMerges() {
    merging("delete while a merge writes", TWO, db -> db.delete(4).delete(1));
    merging("replace while a merge writes", TWO, db -> db.put(5).put(2).put(3));
    merging("flush while a merge writes", TWO, db -> db.delete(1).put(5).flush().delete(4));
    merging("bulk load while a merge writes", TWO, db -> db.bulk(4, 1, 20, 21, 22).delete(2));
    merging("delete while a merge writes, never synced", NEVER, db -> db.delete(4).put(1));
    merging("flush while a merge writes, never synced", NEVER, db -> db.delete(4).flush().put(5));
    merging("everything dies while a merge writes", TWO, db -> db.batch(1, 2, 4, 5).delete(5));
    merging("rotation while a merge writes", TWO.logBytes(150), db -> db.put(5).delete(4).put(6));
  }

  private void laterSyncs() {
    add("never synced", NEVER, db -> db.put(1).put(2).delete(1).put(3).put(2).put(4));
    add("sync on demand", NEVER, db -> db.put(1).put(2).sync().put(3).delete(1).sync().put(4));
    add("never synced, flushed", NEVER, db -> db.put(1).put(2).flush().delete(1).put(2).flush());
    add("periodic, synced on demand", PERIODIC, db -> db.put(1).put(2).sync().put(3).flush());
    add(
        "rotation, never synced",
        NEVER.logBytes(200),
        db -> db.put(1).put(2).put(3).put(4).delete(1).put(5).sync().put(6));
  }

  private void openings() {
    add("reopening", TWO, db -> db.put(1).reopen().put(2).delete(1).reopen().put(3));
    add("reopening an empty database", TWO, db -> db.reopen().reopen().put(1));
    add("reopening with tombstones", TWO, db -> db.batch(1, 2, 3).reopen().delete(2).reopen());
    add(
        "a reader beside the writer",
        TWO,
        db -> {
          db.put(1).lookBeside().flush().lookBeside().delete(1).lookBeside().bulk(1, 2, 3, 4);
          db.lookBeside();
        });
    add("a killed process", TWO, db -> db.put(1).put(2).killed().put(3).delete(1).killed());
    add(
        "a killed process, flushed",
        TWO,
        db -> {
          db.put(1).put(2).flush().delete(1).killed().put(3).flush().killed().put(4);
        });
    add(
        "a killed process, never synced",
        NEVER,
        db -> {
          db.put(1).put(2).killed().put(3).delete(1).killed().flush().put(4);
        });
  }

  private void fullDisks() {
    fullDisk("deletes on a full disk", TWO.reserve(512));
    fullDisk("deletes on a full disk, never synced", NEVER);
  }

  /** A put that finds no room, deletes that are served, puts that wait until there is room. */
  private void fullDisk(String name, Setup setup) {
    add(
        name,
        setup,
        db -> {
          db.batch(1, 2, 3, 4).flush().put(5).put(6);
          db.disk().limitTo(db.usedBytes());
          refused(db, 3000);
          db.delete(1).delete(5).sync();
          refused(db, 10);
          db.delete(2).delete(6).flush().delete(3);
          db.disk().limitTo(Long.MAX_VALUE);
          db.put(7).flush().put(8);
        });
  }

  private static void refused(Session db, int bytes) {
    try {
      db.put(7, bytes);
      throw new AssertionError("the disk is full");
    } catch (DiskFullException full) {
      db.refused();
    }
  }

  private void expiries() {
    Setup later = TWO.at(1_000);
    add(
        "expiry",
        later,
        db -> db.expiring(1, 5_000).expiring(2, 900).put(3).expiring(3, 1_000).put(2).put(4));
    add(
        "expiry over flushes",
        later,
        db -> {
          db.expiring(1, 5_000).expiring(2, 900).put(3).flush().expiring(3, 7).put(2).flush();
          db.expiring(1, 6_000).put(3).flush().expiring(2, 1_001);
        });
    add(
        "deleting what has expired",
        later,
        db -> db.expiring(1, 900).put(2).flush().delete(1).expiring(2, 5).delete(2).flush().put(1));
    add(
        "expiry and reopening, never synced",
        NEVER.at(1_000),
        db -> db.expiring(1, 5_000).expiring(2, 900).reopen().put(2).expiring(1, 3).sync().put(3));
    add(
        "a killed process with records that expire",
        later,
        db -> db.expiring(1, 5_000).expiring(2, 900).killed().put(2).expiring(1, 3).killed());
    late("expiry while a flush writes", later, db -> db.expiring(4, 900).expiring(1, 5_000));
  }

  private void deletionsByFilter() {
    add(
        "deleting by a filter",
        TWO,
        db -> db.put(1, 20).put(2).put(3, 30).deleteWithText().put(1, 9).put(4).deleteWithText());
    add(
        "deleting by a filter over flushes",
        THREE,
        db -> {
          db.put(1, 20).put(2).put(3, 30).flush().put(4, 8).put(1).deleteWithText().put(5, 7);
          db.flush().deleteWithText().flush().deleteWithText().put(3, 4);
        });
    add(
        "deleting by a filter, never synced",
        NEVER,
        db -> db.put(1, 20).put(2).flush().put(3, 30).deleteWithText().put(1).sync().put(4));
    add(
        "deleting by a filter and a kill",
        TWO,
        db -> db.put(1, 20).put(2, 4).flush().deleteWithText().killed().put(1, 5).deleteWithText());
    late("deleting by a filter while a flush writes", TWO, db -> db.put(4, 9).deleteWithText());
  }

  private void purges() {
    add("purge", TWO, db -> db.put(1, 9).put(2).flush().purge(1).put(3).put(1));
    add(
        "purge of versions in several files",
        TWO,
        db -> db.batch(1, 2).flush().batch(1, 3).flush().put(1).delete(2).purge(1, 2).put(4));
    add("purge of a segment's only row", TWO, db -> db.put(1).flush().put(2).purge(1).reopen());
    add("purge out of the log alone", TWO, db -> db.put(2).put(1).purge(1, 7).put(3));
    add("purge, never synced", NEVER, db -> db.batch(1, 2).flush().put(1).purge(1).put(3));
    add(
        "purge out of a chunk whose marker is in the log",
        TWO,
        db -> db.put(1).bulk(1, 2, 3, 4).purge(2, 3).put(2).purge(4));
    add("purge and a kill", TWO, db -> db.batch(1, 2).flush().purge(2).killed().put(2).purge(1));
  }
}
