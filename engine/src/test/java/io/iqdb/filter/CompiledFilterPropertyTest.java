package io.iqdb.filter;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.iqdb.format.MalformedException;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.types.Filter;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.domains.Domain;
import net.jqwik.api.domains.DomainContext;
import net.jqwik.api.statistics.Statistics;

@Domain(FilterArbitraries.class)
@Domain(DomainContext.Global.class)
class CompiledFilterPropertyTest {
  private static final int VALUES = 5;

  @Property(tries = 4000, edgeCases = EdgeCasesMode.NONE)
  void encodedEvaluationAgreesWithTheObjects(@ForAll Metadata metadata, @ForAll Filter filter) {
    byte[] encoded = MetadataEncoder.encode(metadata);
    boolean expected = MetadataFilter.matches(filter, metadata);
    Statistics.collect(expected);
    Statistics.coverage(coverage -> {
      coverage.check(true).percentage(share -> share > 10);
      coverage.check(false).percentage(share -> share > 10);
    });

    assertEquals(expected, CompiledFilter.compile(filter).matches(encoded, 0, encoded.length));
  }

  @Property(tries = 2000, edgeCases = EdgeCasesMode.NONE)
  void pathLeadsToTheSameValueAsInTheObjects(@ForAll long seed) {
    Random random = new Random(seed);
    Metadata metadata = dotted(random, 3);
    byte[] encoded = MetadataEncoder.encode(metadata);
    for (int i = 0; i < 20; i++) {
      String path = path(random, 4);
      for (int value = 0; value < VALUES; value++) {
        Filter filter = Filter.eq(path, Value.of(value));
        assertEquals(
            MetadataFilter.matches(filter, metadata),
            CompiledFilter.compile(filter).matches(encoded, 0, encoded.length));
      }
    }
  }

  /** Objects whose names are dotted, so that most paths can be taken in several ways. */
  private static Metadata dotted(Random random, int depth) {
    Metadata.Builder fields = Metadata.builder();
    for (int i = 0; i < 6; i++) {
      Value value =
          depth == 0 || random.nextInt(4) == 0
              ? Value.of(random.nextInt(VALUES))
              : Value.of(dotted(random, depth - 1));
      fields.put(path(random, 3), value);
    }
    return fields.build();
  }

  private static String path(Random random, int parts) {
    StringBuilder path = new StringBuilder().append((char) ('a' + random.nextInt(2)));
    for (int i = random.nextInt(parts); i > 0; i--) {
      path.append('.').append((char) ('a' + random.nextInt(2)));
    }
    return path.toString();
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void encoderOfTheseTestsAgreesWithTheCodec(@ForAll Metadata metadata) {
    assertArrayEquals(new MetadataCodec().encode(metadata), MetadataEncoder.encode(metadata));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void noMetadataMatchesWhatEmptyMetadataDoes(@ForAll Filter filter) {
    boolean expected = MetadataFilter.matches(filter, Metadata.empty());

    assertEquals(expected, CompiledFilter.compile(filter).matches(new byte[0], 0, -1));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void bytesAroundTheMetadataDoNotMatter(
      @ForAll Metadata metadata, @ForAll Filter filter, @ForAll @IntRange(max = 20) int before) {
    byte[] encoded = MetadataEncoder.encode(metadata);
    CompiledFilter compiled = CompiledFilter.compile(filter);

    assertEquals(
        outcome(compiled, encoded, 0, (byte) 0), outcome(compiled, encoded, before, (byte) 0xFF));
  }

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  void damagedMetadataIsRefusedOrAnsweredWithinItsBounds(
      @ForAll Metadata metadata, @ForAll Filter filter, @ForAll long seed) {
    byte[] damaged = MetadataEncoder.encode(metadata);
    Random random = new Random(seed);
    for (int i = 0; i < 3; i++) {
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
    }
    damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length + 1));
    CompiledFilter compiled = CompiledFilter.compile(filter);

    // what lies around decides nothing, so nothing around was read
    assertEquals(outcome(compiled, damaged, 0, (byte) 0), outcome(compiled, damaged, 5, (byte) 8));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  void garbageIsRefusedOrAnsweredWithinItsBounds(@ForAll byte[] garbage, @ForAll Filter filter) {
    CompiledFilter compiled = CompiledFilter.compile(filter);

    assertEquals(
        outcome(compiled, garbage, 0, (byte) 1), outcome(compiled, garbage, 9, (byte) 0x80));
  }

  /** True, false or the message of the refusal; anything else thrown fails the test. */
  private static String outcome(CompiledFilter filter, byte[] metadata, int before, byte around) {
    byte[] buffer = new byte[before + metadata.length + 20];
    Arrays.fill(buffer, around);
    System.arraycopy(metadata, 0, buffer, before, metadata.length);
    try {
      return Boolean.toString(filter.matches(buffer, before, metadata.length));
    } catch (MalformedException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
