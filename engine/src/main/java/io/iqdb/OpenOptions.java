package io.iqdb;

import io.iqdb.error.Require;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.Limits;
import io.iqdb.policy.MergePolicy;
import io.iqdb.policy.MergeScheduling;
import io.iqdb.policy.TieredMergePolicy;
import io.iqdb.policy.Verification;
import java.time.InstantSource;

/**
 * How one opener uses a database; nothing of it is stored. Immutable: the methods give changed
 * copies.
 *
 * @param fsync when an acknowledged write is on disk
 * @param memtableBytes size at which the memtable is flushed into a segment, 64 KiB to 16 GiB;
 *     while that goes on the next one may grow half as large again
 * @param compression of payload blocks written from now on
 * @param verification when checksums of segments are checked
 * @param access how segments are read
 * @param limits the largest records accepted
 * @param clock the one clock, asked when a read starts, for which records have expired by then, and
 *     for the time a file was made
 * @param mergePolicy chooses what is merged in the background; replaceable while open
 * @param mergeScheduling how merges run; replaceable while open
 */
public record OpenOptions(
    FsyncPolicy fsync,
    long memtableBytes,
    Compression compression,
    Verification verification,
    Access access,
    Limits limits,
    InstantSource clock,
    MergePolicy mergePolicy,
    MergeScheduling mergeScheduling) {
  private static final OpenOptions DEFAULTS =
      new OpenOptions(
          FsyncPolicy.ALWAYS,
          64L << 20,
          Compression.LZ4,
          Verification.LAZY,
          Access.MAPPED,
          Limits.MAX,
          InstantSource.system(),
          TieredMergePolicy.defaults(),
          MergeScheduling.defaults());

  /** Checks the range of the memtable's size. */
  public OpenOptions {
    Require.argument(
        memtableBytes >= 64 << 10 && memtableBytes <= 16L << 30,
        "memtable size of %d bytes is outside 64 KiB to 16 GiB",
        memtableBytes);
  }

  /**
   * Every write synced before it is acknowledged, a memtable of 64 MiB, LZ4, mapped segments that
   * are verified as they are touched and merged in tiers.
   */
  public static OpenOptions defaults() {
    return DEFAULTS;
  }

  /** The same with another sync policy. */
  public OpenOptions fsync(FsyncPolicy policy) {
    return new OpenOptions(
        policy,
        memtableBytes,
        compression,
        verification,
        access,
        limits,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another size of the memtable. */
  public OpenOptions memtableBytes(long bytes) {
    return new OpenOptions(
        fsync,
        bytes,
        compression,
        verification,
        access,
        limits,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another compression. */
  public OpenOptions compression(Compression kind) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        kind,
        verification,
        access,
        limits,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another verification. */
  public OpenOptions verification(Verification when) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        compression,
        when,
        access,
        limits,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another way to read segments. */
  public OpenOptions access(Access how) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        compression,
        verification,
        how,
        limits,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with other limits. */
  public OpenOptions limits(Limits largest) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        compression,
        verification,
        access,
        largest,
        clock,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another clock. */
  public OpenOptions clock(InstantSource source) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        compression,
        verification,
        access,
        limits,
        source,
        mergePolicy,
        mergeScheduling);
  }

  /** The same with another merge policy. */
  public OpenOptions mergePolicy(MergePolicy chooser) {
    return new OpenOptions(
        fsync,
        memtableBytes,
        compression,
        verification,
        access,
        limits,
        clock,
        chooser,
        mergeScheduling);
  }

  /** The same with another way to run merges. */
  public OpenOptions mergeScheduling(MergeScheduling pace) {
    return new OpenOptions(
        fsync, memtableBytes, compression, verification, access, limits, clock, mergePolicy, pace);
  }
}
