/** The engine: an embedded vector database in one directory. */
@org.jspecify.annotations.NullMarked
module io.iqdb.engine {
  requires transitive io.iqdb.format;
  requires static jdk.incubator.vector;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.jspecify;
}
