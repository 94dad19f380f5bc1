package io.iqdb;

/** What this library calls itself in the files it writes. */
final class Library {
  private static final String NAME = "iqdb";

  private Library() {}

  /** Name, and version where the library was packaged with one. */
  static String describe() {
    String version = Library.class.getPackage().getImplementationVersion();
    return version == null ? NAME : NAME + " " + version;
  }
}
