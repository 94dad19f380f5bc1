package io.iqdb.damage;

import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.MemoryDirectory;
import io.iqdb.store.Output;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a database as bytes. Arrays are never changed. */
record Image(SortedMap<FileName, byte[]> files) {
  static Image of(Directory directory) throws IOException {
    SortedMap<FileName, byte[]> files = new TreeMap<>();
    for (FileName name : directory.list()) {
      try (Input input = directory.open(name)) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(input.length()));
        input.read(0, bytes);
        files.put(name, bytes.array());
      }
    }
    return new Image(files);
  }

  byte[] bytes(FileName name) {
    return Objects.requireNonNull(files.get(name), name::toString);
  }

  Image with(FileName name, byte[] bytes) {
    SortedMap<FileName, byte[]> changed = new TreeMap<>(files);
    changed.put(name, bytes);
    return new Image(changed);
  }

  Image without(FileName name) {
    SortedMap<FileName, byte[]> changed = new TreeMap<>(files);
    changed.remove(name);
    return new Image(changed);
  }

  /** A directory of its own. */
  MemoryDirectory toDirectory() throws IOException {
    MemoryDirectory directory = new MemoryDirectory();
    for (Map.Entry<FileName, byte[]> file : files.entrySet()) {
      try (Output out = directory.create(file.getKey(), 0)) {
        out.write(ByteBuffer.wrap(file.getValue()));
      }
    }
    return directory;
  }

  /** Makes {@code directory} hold these files and nothing else. */
  void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (var present = Files.newDirectoryStream(directory)) {
      for (Path file : present) {
        Files.delete(file);
      }
    }
    for (Map.Entry<FileName, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey().toString()), file.getValue());
    }
  }
}
