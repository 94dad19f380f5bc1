package io.iqdb.crash;

import io.iqdb.store.sim.*;
import org.junit.jupiter.api.Test;

class ProbeTest {
  @Test
  void probe() throws Exception {
    String only = System.getProperty("only");
    CrashModel model = CrashModel.valueOf(System.getProperty("model", "ORDERED"));
    long total = 0;
    for (Script s : Scripts.all()) {
      if (only != null && !s.name().contains(only)) continue;
      try {
        CrashReport r = s.lab(model).run();
        total += r.distinctStates();
        String t = r.toString();
        System.out.println(s.name() + " => " + t.substring(0, Math.min(1500, t.length())));
        if (only != null && !r.isClean())
          r.violations().getFirst().cause().printStackTrace(System.out);
      } catch (Throwable e) {
        System.out.println(s.name() + " FAILED");
        e.printStackTrace(System.out);
      }
    }
    System.out.println("total " + total);
  }
}
