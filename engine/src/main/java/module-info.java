/** The engine: an embedded vector database in one directory. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // roaringbitmap has no module-info
module io.iqdb.engine {
  requires transitive io.iqdb.format;
  requires roaringbitmap;
  requires jdk.jfr;
  requires static jdk.incubator.vector;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports io.iqdb;
}
