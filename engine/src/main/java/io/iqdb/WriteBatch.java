package io.iqdb;

import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import io.iqdb.types.VectorRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes that happen together or not at all, in the order given. At most 16 MiB encoded; {@link
 * Iqdb#upsertAll} takes more. Immutable.
 */
public final class WriteBatch {
  /** One write of a batch. */
  sealed interface Operation {
    record Upsert(VectorRecord record) implements Operation {}

    record Delete(VectorId id) implements Operation {}

    record Mark(Bookmark bookmark) implements Operation {}
  }

  private final List<Operation> operations;

  private WriteBatch(List<Operation> operations) {
    this.operations = List.copyOf(operations);
  }

  /** Starts a new one. */
  public static Builder builder() {
    return new Builder();
  }

  /** The number of writes. */
  public int size() {
    return operations.size();
  }

  List<Operation> operations() {
    return operations;
  }

  /** Collects writes; used by one thread. */
  public static final class Builder {
    private final List<Operation> operations = new ArrayList<>();

    private Builder() {}

    /** Adds or replaces a record. */
    public Builder upsert(VectorRecord record) {
      operations.add(new Operation.Upsert(record));
      return this;
    }

    /** Adds or replaces a record without metadata. */
    public Builder upsert(VectorId id, Vector vector) {
      return upsert(VectorRecord.of(id, vector));
    }

    /** Adds or replaces a record. */
    public Builder upsert(VectorId id, Vector vector, Metadata metadata) {
      return upsert(VectorRecord.of(id, vector, metadata));
    }

    /** Deletes a record, if it is there. */
    public Builder delete(VectorId id) {
      operations.add(new Operation.Delete(id));
      return this;
    }

    /** Sets a bookmark. */
    public Builder bookmark(Bookmark bookmark) {
      operations.add(new Operation.Mark(bookmark));
      return this;
    }

    /** The batch of what was collected so far. */
    public WriteBatch build() {
      return new WriteBatch(operations);
    }
  }
}
