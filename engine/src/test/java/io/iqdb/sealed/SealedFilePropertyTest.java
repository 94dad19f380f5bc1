package io.iqdb.sealed;

import static io.iqdb.sealed.SampleFile.NAME;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.store.MemoryDirectory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Any sections come back as they were written, on their alignment. */
final class SealedFilePropertyTest {
  private static final SectionKind[] KINDS = SectionKind.values();

  @Provide
  Arbitrary<List<Integer>> lengths() {
    Arbitrary<Integer> small = Arbitraries.integers().between(0, 300);
    Arbitrary<Integer> blocks = Arbitraries.integers().between(65_000, 200_000);
    Arbitrary<Integer> large = Arbitraries.integers().between((1 << 20) - 2, (1 << 20) + 70_000);
    return Arbitraries.frequencyOf(Tuple.of(6, small), Tuple.of(2, blocks), Tuple.of(1, large))
        .list()
        .ofMaxSize(KINDS.length);
  }

  @Property(tries = 60)
  void anySectionsRoundTrip(
      @ForAll("lengths") List<Integer> lengths,
      @ForAll long seed,
      @ForAll Access access,
      @ForAll Verification verification)
      throws IOException {
    Map<SectionKind, byte[]> sections = new LinkedHashMap<>();
    for (int i = 0; i < lengths.size(); i++) {
      sections.put(KINDS[i], SampleFile.random(lengths.get(i), seed + i));
    }
    try (MemoryDirectory directory = new MemoryDirectory()) {
      Expectation expectation = SampleFile.write(directory, sections);
      try (SealedFile file = SealedFile.open(directory, NAME, expectation, access, verification)) {
        assertEquals(lengths.size(), file.footer().sections().size());
        for (Map.Entry<SectionKind, byte[]> section : sections.entrySet()) {
          SectionEntry entry = file.require(section.getKey());
          file.verify(entry.offset(), entry.length());
          assertEquals(0, entry.offset() % SectionEntry.alignment(entry.length()));
          assertArrayEquals(section.getValue(), file.segment(entry).toArray(ValueLayout.JAVA_BYTE));
        }
        List<CorruptFileException> findings = new ArrayList<>();
        file.verifyAll(findings::add);
        assertEquals(List.of(), findings);
      }
    }
  }
}
