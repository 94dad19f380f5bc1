package io.iqdb.format.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.format.AllocationMeter;
import io.iqdb.format.MalformedException;
import java.nio.ByteBuffer;

/**
 * Catalogs of any content: a typed error or a catalog that is written the same way again. Checksums
 * lie below this codec, so nothing has to be made to fit.
 */
final class CatalogFuzzTest {
  @FuzzTest
  void section(byte[] input) {
    AllocationMeter.bounded(() -> decode(ByteBuffer.wrap(input)));
  }

  private static void decode(ByteBuffer section) {
    try {
      assertEquals(section, CatalogCodec.encode(CatalogCodecTest.decode(section)));
    } catch (MalformedException typed) {
      assertTrue(typed.offset() >= 0);
    }
  }
}
