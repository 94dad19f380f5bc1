package io.iqdb.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Any sequence of appends leaves exactly what was appended, with zeros behind. */
final class OutputModelTest {
  private static final FileName NAME = FileName.of(FileKind.WAL, 1);
  private static final long[] RESERVES = {0, 1, 7, 512, 4096, 100_000};

  private Path folder = Path.of("");

  enum Kind {
    WRITE,
    WRITE_AND_SYNC,
    WRITE_DIRECT_AND_SYNC,
    SYNC
  }

  record Step(Kind kind, int length) {}

  @BeforeProperty
  void createFolder() throws IOException {
    folder = Files.createTempDirectory("iqdb-output");
  }

  @AfterProperty
  void deleteFolder() throws IOException {
    Files.delete(folder);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> lengths =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 9000)),
            Tuple.of(1, Arbitraries.integers().between(1_000_000, 1_100_000)));
    return Combinators.combine(Arbitraries.of(Kind.class), lengths)
        .as(Step::new)
        .list()
        .ofMaxSize(20);
  }

  @Property(tries = 60)
  void filesHoldWhatWasAppended(@ForAll("steps") List<Step> steps, @ForAll("reserves") long reserve)
      throws IOException {
    try (Directory directory = FsDirectory.open(folder)) {
      check(directory, steps, reserve);
      directory.delete(NAME);
    }
  }

  @Property(tries = 60)
  void memoryHoldsWhatWasAppended(
      @ForAll("steps") List<Step> steps, @ForAll("reserves") long reserve) throws IOException {
    try (Directory directory = new MemoryDirectory()) {
      check(directory, steps, reserve);
    }
  }

  @Provide
  Arbitrary<Long> reserves() {
    return Arbitraries.integers().between(0, RESERVES.length - 1).map(i -> RESERVES[i]);
  }

  private static void check(Directory directory, List<Step> steps, long reserve)
      throws IOException {
    Random random = new Random(steps.size());
    ByteArrayOutputStream model = new ByteArrayOutputStream();
    try (Output output = directory.create(NAME, reserve)) {
      for (Step step : steps) {
        byte[] bytes = new byte[step.kind() == Kind.SYNC ? 0 : step.length()];
        random.nextBytes(bytes);
        switch (step.kind()) {
          case WRITE -> output.write(ByteBuffer.wrap(bytes));
          case WRITE_AND_SYNC -> output.writeAndSync(ByteBuffer.wrap(bytes));
          case WRITE_DIRECT_AND_SYNC ->
              output.writeAndSync(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
          case SYNC -> output.sync();
        }
        model.writeBytes(bytes);
        assertEquals(model.size(), output.position());
      }
    }
    byte[] file = DirectoryContract.read(directory, NAME);
    assertArrayEquals(model.toByteArray(), Arrays.copyOf(file, model.size()));
    assertArrayEquals(
        new byte[file.length - model.size()], Arrays.copyOfRange(file, model.size(), file.length));
  }
}
