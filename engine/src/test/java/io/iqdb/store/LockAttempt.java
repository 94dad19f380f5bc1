package io.iqdb.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/** Tries to lock a directory, from another process or another class loader. */
public final class LockAttempt implements Callable<String> {
  static final String TAKEN = "taken";

  private final Path path;

  /** Of the directory {@code path}. */
  public LockAttempt(Path path) {
    this.path = path;
  }

  /** {@link #TAKEN}, and given back, or the message of the refusal. */
  @Override
  public String call() throws IOException {
    try (WriterLock lock = FsDirectory.open(path).lock()) {
      lock.verify();
      return TAKEN;
    } catch (LockHeldException e) {
      return e.toString();
    }
  }

  /** Prints the outcome; with a second argument it holds the lock until its input ends. */
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    if (arguments.length == 1) {
      System.out.println(new LockAttempt(path).call());
      return;
    }
    try (WriterLock lock = FsDirectory.open(path).lock()) {
      lock.verify();
      System.out.println(TAKEN);
      while (System.in.read() >= 0) {
        lock.verify();
      }
    }
  }
}
