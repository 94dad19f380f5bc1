/** The command line. */
@org.jspecify.annotations.NullMarked
module io.iqdb.tools {
  requires io.iqdb.engine;
  requires static org.jspecify;
}
