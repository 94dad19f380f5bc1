package io.iqdb.segment;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.format.MalformedException;
import io.iqdb.format.segment.PlanSection;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.NotRegularFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file under its temporary name, as whoever does not write it sees it: its length, and where it
 * goes on far enough, what its first bytes say. Nothing in it is believed that has no checksum.
 *
 * @param bytes its length
 * @param becomes the name that it will have, or null where it does not say so yet
 * @param plan of the merge that writes it, or null where none does, or it does not say so yet
 */
public record UnfinishedFile(long bytes, @Nullable FileName becomes, @Nullable PlanSection plan) {
  /**
   * Looks at {@code name}, beside its writer; nothing where it is gone meanwhile. What cannot be
   * read is not there yet: files are written from front to back, and checked once they are done.
   */
  public static Optional<UnfinishedFile> look(Directory directory, FileName name, UUID database)
      throws IOException {
    try (Input input = directory.open(name)) {
      long length = input.length();
      ByteBuffer first = ByteBuffer.allocate(FileHeader.BYTES + PlanSection.MAX_BYTES);
      first.limit((int) Math.min(first.capacity(), length));
      input.read(0, first);
      FileHeader header = header(first.flip(), name, database);
      return Optional.of(
          header == null
              ? new UnfinishedFile(length, null, null)
              : new UnfinishedFile(length, header.fileName(), plan(header, first)));
    } catch (NoSuchFileException | NotRegularFileException | EOFException gone) {
      return Optional.empty();
    }
  }

  private static @Nullable FileHeader header(ByteBuffer first, FileName name, UUID database) {
    try {
      FileHeader header = FileHeader.decode(first, name);
      return header.database().equals(database) ? header : null;
    } catch (CorruptFileException | UnsupportedVersionException notYet) {
      return null;
    }
  }

  private static @Nullable PlanSection plan(FileHeader header, ByteBuffer first) {
    if (header.kind() != FileKind.SEGMENT) {
      return null;
    }
    try {
      int behind = FileHeader.BYTES;
      return PlanSection.decode(first.slice(behind, first.limit() - behind));
    } catch (MalformedException none) {
      return null; // another origin, or not yet
    }
  }
}
