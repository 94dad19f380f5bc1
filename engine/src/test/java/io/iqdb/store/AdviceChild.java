package io.iqdb.store;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Maps a file, advises random access, and prints whether the kernel knows of it. */
final class AdviceChild {
  private AdviceChild() {}

  public static void main(String[] arguments) throws IOException {
    FileName name = FileName.of(FileKind.SEGMENT, 1);
    try (Directory directory = FsDirectory.open(Path.of(arguments[0]))) {
      try (Output output = directory.create(name, 0)) {
        output.write(ByteBuffer.allocate(1 << 20));
      }
      try (Mapping mapping = directory.map(name, 1 << 20)) {
        mapping.advise(70_000, (1 << 20) - 70_000, AccessHint.RANDOM);
        System.out.println(isRandom(name.toString()) ? "advised" : "not advised");
      }
    }
  }

  /** Whether a mapping of a file of that name bears the flag {@code rr}, "random read advise". */
  private static boolean isRandom(String name) throws IOException {
    boolean inside = false;
    List<String> lines = Files.readAllLines(Path.of("/proc/self/smaps"));
    for (String line : lines) {
      if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
        inside = line.endsWith("/" + name);
      } else if (inside && line.startsWith("VmFlags:") && line.contains(" rr")) {
        return true;
      }
    }
    return false;
  }
}
