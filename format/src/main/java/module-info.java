/** The vocabulary of the store and its file format: values and codecs, no input or output. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings({
  "module", // the qualified exports name modules that are built later
  "requires-automatic" // chronicle.bytes, org.lz4.java and roaringbitmap have no module-info
})
module io.iqdb.format {
  requires chronicle.bytes;
  requires chronicle.core;
  // Chronicle's jars are automatic modules and cannot ask for what they use:
  requires jdk.unsupported;
  requires org.lz4.java;
  requires org.slf4j;
  requires roaringbitmap;
  requires static com.github.luben.zstd_jni;
  requires static transitive com.google.errorprone.annotations;
  requires static transitive org.jspecify;

  exports io.iqdb.types;
  exports io.iqdb.error;
  exports io.iqdb.policy;
  exports io.iqdb.policy.simulate;
  exports io.iqdb.format to
      io.iqdb.engine,
      io.iqdb.tools;
  exports io.iqdb.format.codec to
      io.iqdb.engine,
      io.iqdb.tools;
  exports io.iqdb.format.manifest to
      io.iqdb.engine,
      io.iqdb.tools;
  exports io.iqdb.format.segment to
      io.iqdb.engine,
      io.iqdb.tools;
  exports io.iqdb.format.tombstone to
      io.iqdb.engine,
      io.iqdb.tools;
  exports io.iqdb.format.wal to
      io.iqdb.engine,
      io.iqdb.tools;
}
