package io.iqdb.house;

import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Lower never sees higher, and packages of one layer do not see each other. Tools and benchmarks
 * stand above all of it, in modules of their own.
 */
class LayerTest {
  /** From the bottom up. A new package is put where everything it uses is below it. */
  private static final List<Set<String>> LAYERS =
      List.of(
          Set.of("io.iqdb.error", "io.iqdb.observe"),
          Set.of("io.iqdb.types"),
          Set.of("io.iqdb.policy"),
          Set.of("io.iqdb.policy.simulate", "io.iqdb.format", "io.iqdb.kernel"),
          Set.of("io.iqdb.format.codec", "io.iqdb.store"),
          Set.of(
              "io.iqdb.format.manifest",
              "io.iqdb.format.wal",
              "io.iqdb.format.segment",
              "io.iqdb.format.tombstone"),
          Set.of("io.iqdb.sealed"),
          Set.of(
              "io.iqdb.wal",
              "io.iqdb.segment",
              "io.iqdb.manifest",
              "io.iqdb.tombstone",
              "io.iqdb.memtable",
              "io.iqdb.filter"),
          Set.of("io.iqdb.view"),
          Set.of("io.iqdb.write", "io.iqdb.search"),
          Set.of("io.iqdb.recovery"),
          Set.of("io.iqdb.inspect"),
          Set.of("io.iqdb"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importPaths(
              Repository.root().resolve("format/target/classes"),
              Repository.root().resolve("engine/target/classes"));

  @Test
  void everyPackageUsesOnlyWhatIsBelowIt() {
    Set<String> violations = new TreeSet<>();
    for (JavaClass from : CLASSES) {
      int above = layer(from.getPackageName());
      if (above < 0) {
        violations.add(from.getPackageName() + " is in no layer");
      }
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass();
        boolean ours = to.getPackageName().startsWith("io.iqdb");
        boolean same = to.getPackageName().equals(from.getPackageName());
        if (ours && !same && layer(to.getPackageName()) >= above) {
          violations.add(dependency.getDescription());
        }
      }
    }
    assertEquals(Set.of(), violations);
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching("(io.iqdb..)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void allLibraryPackagesWereRead() {
    Set<String> read =
        CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toUnmodifiableSet());
    assertTrue(
        read.containsAll(Set.of("io.iqdb.error", "io.iqdb.store", "io.iqdb")),
        () -> "only these were read: " + read);
  }

  /** One default, in one place: everything else is handed the clock it asks. */
  @Test
  void onlyTheOptionsNameTheSystemClock() {
    Set<String> callers =
        CLASSES.stream()
            .flatMap(type -> type.getMethodCallsFromSelf().stream())
            .filter(LayerTest::readsSystemClock)
            .map(call -> call.getOriginOwner().getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(Set.of("io.iqdb.OpenOptions"), callers);
  }

  private static boolean readsSystemClock(JavaMethodCall call) {
    return call.getTargetOwner().isEquivalentTo(InstantSource.class)
        && call.getName().equals("system");
  }

  private static int layer(String packageName) {
    for (int i = 0; i < LAYERS.size(); i++) {
      if (LAYERS.get(i).contains(packageName)) {
        return i;
      }
    }
    return packageName.isEmpty() ? 0 : -1; // the module descriptors have no package
  }
}
