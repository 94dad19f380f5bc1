package io.iqdb.format.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.error.CorruptFileException;
import io.iqdb.format.AllocationMeter;
import io.iqdb.format.SectionKind;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * Manifests with one section of any content: a typed error or a manifest that is written the same
 * way again. Checksums lie below this codec, so nothing has to be made to fit.
 */
final class ManifestFuzzTest {
  @FuzzTest
  void section(byte[] input) {
    for (SectionKind kind : ManifestSamples.sections().keySet()) {
      Map<SectionKind, ByteBuffer> sections = ManifestSamples.sections();
      sections.put(kind, ByteBuffer.wrap(input));
      AllocationMeter.bounded(() -> decode(sections));
    }
  }

  private static void decode(Map<SectionKind, ByteBuffer> sections) {
    try {
      ManifestData data = ManifestSamples.decode(sections);
      assertEquals(sections, ManifestCodec.encode(data));
      assertTrue(data.merges().records().size() <= MergeLog.KEPT);
    } catch (CorruptFileException typed) {
      assertTrue(typed.offset() >= 0);
    }
  }
}
