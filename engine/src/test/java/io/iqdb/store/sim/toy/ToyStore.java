package io.iqdb.store.sim.toy;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A set of numbers that survives crashes: a log of additions, a segment with the whole set, and a
 * manifest that names the segment and the first log. Recovery writes what it read into new files.
 */
final class ToyStore implements AutoCloseable {
  private static final int RECORD = 16;
  private static final int MARKER = 0x7E57ED01;

  private final Directory directory;
  private final Set<ToyBug> bugs;
  private final long reserve;
  private final NavigableSet<Long> keys = new TreeSet<>();
  private FileName manifest = FileName.of(FileKind.MANIFEST, 0);
  private long nextNumber = 1;
  private @Nullable Output wal;
  private @Nullable IOException failure;

  private ToyStore(Directory directory, Set<ToyBug> bugs, long reserve) {
    this.directory = directory;
    this.bugs = bugs;
    this.reserve = reserve;
  }

  /** Recovers; with a reserve, the log is written and synced in one step. */
  static ToyStore open(Directory directory, Set<ToyBug> bugs, long reserve) throws IOException {
    ToyStore store = new ToyStore(directory, bugs, reserve);
    try {
      store.recover();
      return store;
    } catch (IOException e) {
      store.close();
      throw e;
    }
  }

  NavigableSet<Long> keys() {
    return new TreeSet<>(keys);
  }

  void put(long key) throws IOException {
    if (failure != null || wal == null) {
      throw new IOException("the store has failed", failure);
    }
    try {
      append(wal, record(key));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
    keys.add(key);
  }

  private void append(Output log, ByteBuffer record) throws IOException {
    if (reserve > 0) {
      log.writeAndSync(record);
      return;
    }
    log.write(record);
    if (!has(ToyBug.WAL_NOT_SYNCED_BEFORE_ACK)) {
      try {
        log.sync();
      } catch (IOException e) {
        if (!has(ToyBug.FAILED_SYNC_RETRIED)) {
          throw e;
        }
        log.sync();
      }
    }
  }

  /** Moves the set into a segment and begins a new log. */
  void flush() throws IOException {
    if (failure != null) {
      throw new IOException("the store has failed", failure);
    }
    try {
      checkpoint();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  private void checkpoint() throws IOException {
    FileName segment = FileName.of(FileKind.SEGMENT, nextNumber++);
    publish(segment, keys.stream().mapToLong(Long::longValue).toArray(), ToyBug.SEGMENT_NOT_SYNCED);
    if (!has(ToyBug.SEGMENT_NAME_SYNC_MISSING) && !has(ToyBug.BOTH_NAME_SYNCS_MISSING)) {
      directory.syncNames();
    }
    FileName log = beginLog();
    if (!has(ToyBug.WAL_NAME_SYNC_MISSING) && !has(ToyBug.BOTH_NAME_SYNCS_MISSING)) {
      directory.syncNames();
    }
    if (has(ToyBug.OLD_WAL_DELETED_BEFORE_MANIFEST)) {
      deleteLogsBefore(log.number());
    }
    commit(segment.number(), log.number());
    for (FileName name : directory.list()) {
      if (!name.equals(segment) && !name.equals(log) && !name.equals(manifest)) {
        directory.delete(name);
      }
    }
  }

  private FileName beginLog() throws IOException {
    FileName name = FileName.of(FileKind.WAL, nextNumber++);
    if (wal != null) {
      wal.close();
    }
    wal = directory.create(name, reserve);
    return name;
  }

  private void commit(long segment, long firstLog) throws IOException {
    long[] content = {segment, firstLog};
    if (has(ToyBug.MANIFEST_OVERWRITTEN_IN_PLACE)) {
      manifest = FileName.of(FileKind.MANIFEST, 1);
      if (directory.list().contains(manifest)) {
        directory.delete(manifest);
      }
      write(manifest, content, ToyBug.MANIFEST_NOT_SYNCED);
    } else {
      manifest = FileName.of(FileKind.MANIFEST, manifest.number() + 1);
      if (has(ToyBug.MANIFEST_CREATED_UNDER_FINAL_NAME)) {
        write(manifest, content, ToyBug.MANIFEST_NOT_SYNCED);
      } else {
        publish(manifest, content, ToyBug.MANIFEST_NOT_SYNCED);
      }
    }
    if (!has(ToyBug.NO_NAME_SYNC_AFTER_MANIFEST)) {
      directory.syncNames();
    }
  }

  private void publish(FileName name, long[] content, ToyBug withoutSync) throws IOException {
    FileName temporary = FileName.temporary(nextNumber++);
    write(temporary, content, withoutSync);
    directory.publish(temporary, name);
  }

  private void write(FileName name, long[] content, ToyBug withoutSync) throws IOException {
    try (Output output = directory.create(name, 0)) {
      ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * (content.length + 1));
      bytes.putInt(0).putInt(content.length);
      for (long value : content) {
        bytes.putLong(value);
      }
      bytes.flip();
      output.write(bytes.putInt(0, checksum(bytes)));
      if (!has(withoutSync)) {
        output.sync();
      }
    }
  }

  private void recover() throws IOException {
    NavigableSet<FileName> names = new TreeSet<>(directory.list());
    nextNumber = names.stream().mapToLong(FileName::number).max().orElse(0) + 1;
    names.removeIf(name -> name.kind() == FileKind.TEMPORARY);
    if (names.isEmpty()) {
      commit(0, nextNumber);
    } else {
      load(names);
      if (has(ToyBug.RECOVERY_DELETES_WALS_BEFORE_CHECKPOINT)) {
        deleteLogsBefore(Long.MAX_VALUE);
      }
      if (has(ToyBug.RECOVERY_APPENDS_AFTER_TORN_TAIL) && keepLog(names)) {
        return;
      }
    }
    checkpoint();
  }

  private void load(NavigableSet<FileName> names) throws IOException {
    manifest =
        names.stream()
            .filter(name -> name.kind() == FileKind.MANIFEST)
            .reduce((_, last) -> last)
            .orElseThrow(() -> new IOException("files without a manifest: " + names));
    long[] content = read(manifest);
    if (content[0] > 0) {
      for (long key : read(FileName.of(FileKind.SEGMENT, content[0]))) {
        keys.add(key);
      }
    }
    for (FileName name : names) {
      if (name.kind() == FileKind.WAL && name.number() >= content[1]) {
        replay(bytes(name));
      }
    }
  }

  private void replay(ByteBuffer log) {
    while (log.remaining() >= RECORD) {
      ByteBuffer record = log.slice(log.position(), RECORD);
      log.position(log.position() + RECORD);
      boolean sound = record.equals(record(record.getLong(4)));
      boolean blank = record.getLong(0) == 0 && record.getLong(8) == 0;
      if (has(ToyBug.CHECKSUMS_NOT_VERIFIED) ? blank : !sound) {
        return;
      }
      keys.add(record.getLong(4));
    }
  }

  /** Goes on behind a copy of the newest log, its torn tail included. */
  private boolean keepLog(NavigableSet<FileName> names) throws IOException {
    names.removeIf(name -> name.kind() != FileKind.WAL);
    if (names.isEmpty()) {
      return false;
    }
    ByteBuffer old = bytes(names.last());
    int end = old.limit();
    while (end > 0 && old.get(end - 1) == 0) {
      end--;
    }
    beginLog();
    if (wal != null && end > 0) {
      append(wal, old.limit(end));
    }
    directory.syncNames();
    return true;
  }

  private void deleteLogsBefore(long number) throws IOException {
    for (FileName name : directory.list()) {
      if (name.kind() == FileKind.WAL && name.number() < number) {
        directory.delete(name);
      }
    }
  }

  private long[] read(FileName name) throws IOException {
    ByteBuffer bytes = bytes(name);
    boolean sound =
        bytes.remaining() >= Long.BYTES
            && bytes.remaining() == Long.BYTES * (bytes.getInt(4) + 1L)
            && bytes.getInt(0) == checksum(bytes);
    if (!sound && !has(ToyBug.CHECKSUMS_NOT_VERIFIED)) {
      throw new IOException("damaged: " + name);
    }
    long[] values = new long[Math.max(0, bytes.remaining() / Long.BYTES - 1)];
    for (int index = 0; index < values.length; index++) {
      values[index] = bytes.getLong(Long.BYTES * (index + 1));
    }
    return values;
  }

  private ByteBuffer bytes(FileName name) throws IOException {
    try (Input input = directory.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(input.length()));
      input.read(0, bytes);
      return bytes.flip();
    }
  }

  private static ByteBuffer record(long key) {
    ByteBuffer record = ByteBuffer.allocate(RECORD).putInt(0).putLong(key).putInt(MARKER);
    return record.putInt(0, checksum(record)).flip();
  }

  /** Of all but the first four bytes, whatever the position. */
  private static int checksum(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(Integer.BYTES));
    return (int) crc.getValue();
  }

  private boolean has(ToyBug bug) {
    return bugs.contains(bug);
  }

  @Override
  public void close() throws IOException {
    if (wal != null) {
      wal.close();
      wal = null;
    }
  }
}
