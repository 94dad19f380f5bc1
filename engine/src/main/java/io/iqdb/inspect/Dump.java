package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Shows what one numbered file holds, as plain data. What is damaged is among the findings, and the
 * rest is shown all the same. One thread.
 */
public final class Dump {
  private final Directory directory;
  private final FileName name;
  private final Extent extent;
  private final Findings findings = new Findings(false);
  private final Node node = new Node();

  private Dump(Directory directory, FileName name, Extent extent) {
    this.directory = directory;
    this.name = name;
    this.extent = extent;
  }

  /**
   * What {@code name} holds.
   *
   * @throws java.nio.file.NoSuchFileException where there is no such file
   * @throws IOException where it cannot be read for reasons that are no damage
   */
  public static SequencedMap<String, Object> of(Directory directory, FileName name, Extent extent)
      throws IOException {
    return new Dump(directory, name, extent).run();
  }

  private SequencedMap<String, Object> run() throws IOException {
    node.put("file", name.toString());
    node.put("kind", name.kind().name());
    node.put("bytes", directory.length(name));
    Optional<FileHeader> header = header();
    if (header.isPresent()) {
      node.put("header", describe(header.get()));
      findings.collect(name, () -> content(header.get()));
    }
    node.putList("findings", findings.list().stream().map(PlainData::finding).toList(), 0);
    return node.toMap();
  }

  private void content(FileHeader header) throws IOException {
    if (header.kind() == FileKind.WAL) {
      new WalDump(directory, name, header, extent, findings).into(node);
    } else {
      new SealedDump(directory, name, extent, findings).into(node);
    }
  }

  private Optional<FileHeader> header() throws IOException {
    try (Input input = directory.open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate(FileHeader.BYTES);
      bytes.limit((int) Math.min(bytes.capacity(), input.length()));
      input.read(0, bytes);
      return Optional.of(FileHeader.decode(bytes.flip(), name));
    } catch (CorruptFileException damage) {
      findings.accept(damage);
      return Optional.empty();
    }
  }

  private static SequencedMap<String, Object> describe(FileHeader header) {
    return new Node()
        .put("kind", header.kind().name())
        .put("version", header.version())
        .put("database", header.database().toString())
        .put("number", header.number())
        .put("generation", header.kind().hasGenerations() ? header.generation() : null)
        .put("salt", HexFormat.of().toHexDigits(header.salt()))
        .toMap();
  }
}
