package io.iqdb.store;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Writes more than its file size limit and prints what it got. */
final class FileLimitChild {
  private FileLimitChild() {}

  public static void main(String[] arguments) throws IOException {
    try (Directory directory = FsDirectory.open(Path.of(arguments[0]));
        Output output = directory.create(FileName.of(FileKind.WAL, 1), 1 << 20)) {
      output.writeAndSync(ByteBuffer.allocate(100));
      System.out.println("written");
    } catch (IOException e) {
      System.out.println(e.getClass().getSimpleName());
    }
  }
}
