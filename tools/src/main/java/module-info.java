/** The command line. */
@org.jspecify.annotations.NullMarked
module io.iqdb.tools {
  requires static org.jspecify;
}
