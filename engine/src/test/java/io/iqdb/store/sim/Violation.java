package io.iqdb.store.sim;

/**
 * A crash state from which the verifier found a promise broken.
 *
 * @param path ids of the images, outermost first, for {@link CrashLab#reproduce}
 * @param description how the state came about, with the last operations before each crash
 * @param cause what the verifier threw
 */
public record Violation(String path, String description, Throwable cause) {
  @Override
  public String toString() {
    return "  " + path + ": " + cause + "\n    " + description;
  }
}
