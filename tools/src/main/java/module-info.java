/** The command line. */
@org.jspecify.annotations.NullMarked
@SuppressWarnings("requires-automatic") // progressbar has no module-info
module io.iqdb.tools {
  requires io.iqdb.engine;
  requires de.siegmar.fastcsv;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires tools.jackson.core;
  requires static org.jspecify;

  opens io.iqdb.tools to
      info.picocli; // it creates commands and sets their fields
}
