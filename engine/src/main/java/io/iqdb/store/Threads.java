package io.iqdb.store;

/**
 * Starts threads, of which the system may have no more: then the JVM throws an error that would
 * tear down whatever happens to need one. Any thread.
 */
public final class Threads {
  private Threads() {}

  /** Whether {@code starting}, which starts a thread, could; if not it changed nothing. */
  public static boolean started(Runnable starting) {
    try {
      starting.run();
      return true;
    } catch (OutOfMemoryError failure) {
      if (isForThreads(failure)) {
        return false;
      }
      throw failure;
    }
  }

  /** The heap has the same class of error and is nothing to go on after. */
  private static boolean isForThreads(OutOfMemoryError failure) {
    String message = failure.getMessage();
    return message != null && message.contains("native thread");
  }
}
