package io.iqdb.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.testing.AllocatedBytes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TopKTest {
  /** A NaN with its sign bit set and a payload, as an overflowing sum may leave it. */
  private static final float ODD_NAN = Float.intBitsToFloat(0xFFC0_1234);

  @Property(tries = 2000)
  void keepsWhatSortingEverythingWouldKeep(
      @ForAll("distances") List<Float> distances,
      @ForAll @IntRange(max = 60) int k,
      @ForAll long seed) {
    List<Candidate> all = new ArrayList<>();
    List<Long> sequences = shuffledSequences(distances.size(), seed);
    for (int i = 0; i < distances.size(); i++) {
      all.add(new Candidate(distances.get(i), sequences.get(i), i % 3, i));
    }
    TopK top = new TopK();
    top.reset(k);
    for (Candidate each : all) {
      top.offer(each.distance, each.sequence, each.source, each.row);
    }

    assertEquals(nearest(all, k), drain(top));
  }

  @Property(tries = 1000)
  void candidatesBeyondTheBoundNeedNotBeOffered(
      @ForAll("distances") List<Float> distances, @ForAll @IntRange(max = 60) int k) {
    TopK asked = new TopK();
    TopK told = new TopK();
    asked.reset(k);
    told.reset(k);
    List<Long> sequences = shuffledSequences(distances.size(), k);
    for (int i = 0; i < distances.size(); i++) {
      float distance = distances.get(i);
      boolean beyond = distance > asked.bound();
      if (!beyond) {
        asked.offer(distance, sequences.get(i), 0, i);
      }
      assertFalse(told.offer(distance, sequences.get(i), 0, i) && beyond);
    }

    assertEquals(drain(told), drain(asked));
  }

  @Provide
  Arbitrary<List<Float>> distances() {
    return Arbitraries.oneOf(
            Arbitraries.of(
                0f,
                -0f,
                1f,
                2f,
                -1f,
                Float.NaN,
                ODD_NAN,
                Float.POSITIVE_INFINITY,
                Float.NEGATIVE_INFINITY,
                Float.MIN_VALUE,
                -Float.MIN_VALUE),
            Arbitraries.floats())
        .list()
        .ofMaxSize(120);
  }

  @Test
  void equalDistanceWithALowerSequenceStillGetsIn() {
    TopK top = new TopK();
    top.reset(1);
    assertTrue(top.offer(1f, 9, 0, 0));
    assertEquals(1f, top.bound());
    assertFalse(top.offer(1f, 10, 0, 1));
    assertTrue(top.offer(1f, 8, 0, 2));
    top.sort();
    assertEquals(8, top.sequence(0));
  }

  @Test
  void zerosOfEitherSignAreTies() {
    TopK top = new TopK();
    top.reset(2);
    top.offer(0f, 2, 0, 0);
    top.offer(-0f, 3, 0, 1);
    assertTrue(top.offer(0f, 1, 0, 2));
    top.sort();
    assertEquals(1, top.sequence(0));
    assertEquals(2, top.sequence(1));
  }

  @Test
  void negativeZeroAndNanAreReturnedCanonical() {
    TopK top = new TopK();
    top.reset(2);
    top.offer(ODD_NAN, 1, 0, 0);
    top.offer(-0f, 2, 0, 1);
    top.sort();
    assertEquals(0, Float.floatToRawIntBits(top.distance(0)));
    assertEquals(0x7FC0_0000, Float.floatToRawIntBits(top.distance(1)));
  }

  @Test
  void nanFillsUpToKAndGivesWayToAnythingElse() {
    TopK top = new TopK();
    top.reset(2);
    assertTrue(top.offer(ODD_NAN, 1, 0, 0));
    assertTrue(top.offer(Float.NaN, 2, 0, 1));
    assertTrue(Float.isNaN(top.bound()));
    assertFalse(top.offer(Float.NaN, 3, 0, 2));
    assertTrue(top.offer(Float.POSITIVE_INFINITY, 4, 0, 3));
    top.sort();
    assertEquals(4, top.sequence(0));
    assertEquals(1, top.sequence(1));
  }

  @Test
  void zeroKeepsNothing() {
    TopK top = new TopK();
    top.reset(0);
    assertEquals(Float.NEGATIVE_INFINITY, top.bound());
    assertFalse(top.offer(Float.NEGATIVE_INFINITY, 0, 0, 0));
    assertFalse(top.offer(Float.NaN, 0, 0, 0));
    top.sort();
    assertEquals(0, top.size());
  }

  @Test
  void negativeKIsRefused() {
    assertThrows(InvalidArgumentException.class, () -> new TopK().reset(-1));
  }

  @Test
  void hugeKCostsWhatIsOffered() {
    long allocated =
        AllocatedBytes.leastOf(() -> {
          TopK top = new TopK();
          top.reset(Integer.MAX_VALUE);
          for (int i = 0; i < 1000; i++) {
            top.offer(-i, i, 0, i);
          }
        });
    // 20 bytes a slot, at most twice as many slots, all former arrays once more
    assertTrue(allocated < 100_000, () -> allocated + " bytes");

    TopK top = new TopK();
    top.reset(Integer.MAX_VALUE);
    assertTrue(top.offer(1f, 1, 0, 7));
    assertTrue(top.offer(0f, 2, 0, 8));
    assertEquals(Float.POSITIVE_INFINITY, top.bound());
    top.sort();
    assertEquals(2, top.size());
    assertEquals(8, top.row(0));
  }

  @Test
  void searchesAfterTheFirstAllocateNothing() {
    TopK top = new TopK();
    float[] distances = new float[2000];
    Random random = new Random(7);
    for (int i = 0; i < distances.length; i++) {
      distances[i] = random.nextInt(50) == 0 ? Float.NaN : random.nextInt(100);
    }
    double sum = search(top, distances);
    long allocated =
        AllocatedBytes.leastOf(() -> {
          for (int i = 0; i < 10; i++) {
            assertEquals(sum, search(top, distances));
          }
        });

    assertEquals(0, allocated);
  }

  private static double search(TopK top, float[] distances) {
    top.reset(100);
    for (int i = 0; i < distances.length; i++) {
      if (!(distances[i] > top.bound())) {
        top.offer(distances[i], i, 0, i);
      }
    }
    top.sort();
    double sum = 0;
    for (int rank = 0; rank < top.size(); rank++) {
      sum += top.distance(rank) + top.sequence(rank) + top.source(rank) + top.row(rank);
    }
    return sum;
  }

  @Test
  void resetForgetsTheSearchBefore() {
    TopK top = new TopK();
    top.reset(3);
    top.offer(1f, 1, 1, 1);
    top.sort();
    top.reset(2);
    assertEquals(0, top.size());
    assertEquals(Float.POSITIVE_INFINITY, top.bound());
    top.offer(5f, 5, 5, 5);
    assertEquals(List.of(new Candidate(5f, 5, 5, 5)), drain(top));
  }

  @Test
  void sortedCollectorTakesNothingMoreAndItsBoundHolds() {
    TopK top = new TopK();
    top.reset(2);
    top.offer(2f, 1, 0, 0);
    top.offer(1f, 2, 0, 1);
    top.sort();
    assertEquals(2f, top.bound());
    assertThrows(IllegalStateException.class, () -> top.offer(0f, 3, 0, 2));
  }

  @Test
  void ranksAreRefusedBeforeSortAndOutsideTheSize() {
    TopK top = new TopK();
    top.reset(2);
    top.offer(2f, 1, 0, 0);
    assertThrows(IllegalStateException.class, () -> top.distance(0));
    top.sort();
    assertThrows(InvalidArgumentException.class, () -> top.row(1));
    assertThrows(InvalidArgumentException.class, () -> top.row(-1));
  }

  private static List<Candidate> nearest(List<Candidate> all, int k) {
    // Double.compare puts NaN last and tells zeros apart: hence the sum
    return all.stream()
        .map(each -> new Candidate(each.distance + 0f, each.sequence, each.source, each.row))
        .sorted(
            Comparator.comparingDouble((Candidate each) -> each.distance)
                .thenComparingLong(each -> each.sequence))
        .limit(k)
        .toList();
  }

  private static List<Candidate> drain(TopK top) {
    top.sort();
    List<Candidate> drained = new ArrayList<>();
    for (int rank = 0; rank < top.size(); rank++) {
      drained.add(
          new Candidate(top.distance(rank), top.sequence(rank), top.source(rank), top.row(rank)));
    }
    return drained;
  }

  private static List<Long> shuffledSequences(int count, long seed) {
    List<Long> sequences = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      sequences.add(i);
    }
    Collections.shuffle(sequences, new Random(seed));
    return sequences;
  }

  private record Candidate(float distance, long sequence, int source, int row) {}
}
