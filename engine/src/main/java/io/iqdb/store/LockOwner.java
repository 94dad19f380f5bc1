package io.iqdb.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The line in {@code LOCK} that says who holds it. For people only: the system's lock decides. */
final class LockOwner {
  private static final int LONGEST = 512;
  private static final Path SELF = Path.of("/proc/self");
  private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

  private LockOwner() {}

  /** This process. */
  static String current() {
    return "process " + pid() + " on host " + host();
  }

  /** {@code owner} with the time since when it holds the lock: nobody else writes the file. */
  static String since(Path lockFile, String owner) {
    try {
      return owner + ", since " + RegularFile.attributes(lockFile).lastModifiedTime();
    } catch (IOException unknown) {
      return owner; // it held the lock a moment ago, and now the file is gone
    }
  }

  /** Asks the kernel where it can be asked so: a handle of the process costs a pool of threads. */
  private static String pid() {
    try {
      return Files.readSymbolicLink(SELF).toString();
    } catch (IOException | UnsupportedOperationException notLinux) {
      return Long.toString(ProcessHandle.current().pid());
    }
  }

  /** Writes {@code owner} over what an earlier one left. */
  static void write(RandomAccessFile file, String owner) throws IOException {
    byte[] line = (owner + "\n").getBytes(StandardCharsets.UTF_8);
    file.seek(0);
    file.write(line);
    file.setLength(line.length);
  }

  /** What another process wrote, printable whatever it is. */
  static String read(RandomAccessFile file) throws IOException {
    byte[] bytes = new byte[LONGEST];
    file.seek(0);
    int length = Math.max(0, file.read(bytes));
    String line = new String(bytes, 0, length, StandardCharsets.UTF_8);
    String printable = line.replaceAll("\\p{Cntrl}+", " ").strip();
    return printable.isEmpty() ? "an unknown process" : printable;
  }

  /** Without asking the network, which may take its time. */
  private static String host() {
    try (InputStream in = Files.newInputStream(HOST)) {
      // in one read: the kernel answers the second read of such a file with its end
      return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip();
    } catch (IOException notLinux) {
      String name = System.getenv("COMPUTERNAME");
      return Objects.requireNonNullElse(name == null ? System.getenv("HOSTNAME") : name, "unknown");
    }
  }
}
