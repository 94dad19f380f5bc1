package io.iqdb.damage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R12: no damage ends the process that reads it, mapped or copied. */
class ChildDamageTest {
  private static final int CASES = 2_000;

  @TempDir Path directory;

  @Test
  void aFewDamagedCopiesLeaveTheProcessAlive() throws Exception {
    run(100);
  }

  @Test
  @Tag("slow")
  void thousandsOfDamagedCopiesLeaveTheProcessAlive() throws Exception {
    run(CASES);
  }

  private void run(int cases) throws Exception {
    long seed = Long.getLong("iqdb.seed", System.nanoTime());
    StringBuilder json = new StringBuilder("{\n  \"seed\": " + seed + ",\n  \"jvmCrashes\": 0");
    for (Access access : Access.values()) {
      for (Verification verification : Verification.values()) {
        Path errors = directory.resolve("errors-" + access + "-" + verification);
        String said = child(seed, cases, access, verification, errors);
        assertTrue(said.startsWith("named "), said);
        System.out.println("R12 seed " + seed + " " + access + " " + verification + ": " + said);
        try (var crashes = Files.list(directory)) {
          assertEquals(0, crashes.filter(file -> file.toString().contains("hs_err")).count());
        }
        json.append(",\n  \"").append(access).append(' ').append(verification).append("\": \"");
        json.append(said).append('"');
      }
    }
    Path figures = Files.createDirectories(Path.of("target", "reliability"));
    Files.writeString(figures.resolve("r12.json"), json + "\n}\n");
  }

  private String child(long seed, int cases, Access access, Verification verification, Path errors)
      throws IOException, InterruptedException {
    return DamageProcess.run(
        directory,
        errors,
        "256m",
        DamageBatch.class,
        seed,
        directory.resolve("database"),
        cases,
        access,
        verification);
  }
}
