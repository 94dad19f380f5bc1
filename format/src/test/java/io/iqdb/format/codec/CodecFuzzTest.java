package io.iqdb.format.codec;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.iqdb.format.MalformedException;
import io.iqdb.types.Metadata;
import java.util.Arrays;

/** Seeds run with the tests, a search with {@code JAZZER_FUZZ=1}. */
class CodecFuzzTest {
  private final MetadataCodec metadataCodec = new MetadataCodec();
  private final PayloadBlockCodec blockCodec = new PayloadBlockCodec();

  @FuzzTest(maxDuration = "60s")
  void metadata(byte[] data) {
    if (MetadataCodecTest.decodesLikeItValidates(metadataCodec, data)) {
      Metadata metadata = metadataCodec.decode(data, 0, data.length);
      if (!Arrays.equals(data, metadataCodec.encode(metadata))) {
        throw new AssertionError("two encodings of one value");
      }
    }
  }

  @FuzzTest(maxDuration = "60s")
  void payloadBlock(byte[] data) {
    if (data.length >= PayloadBlockCodec.HEADER_BYTES) {
      PayloadBlockCodecTest.seal(data);
    }
    try {
      byte[] target = new byte[blockCodec.rawLength(data, 0, data.length)];
      if (blockCodec.decode(data, 0, data.length, target) != target.length) {
        throw new AssertionError("another length than the header's");
      }
    } catch (MalformedException expected) {
      // the one answer to bytes that are no block
    }
  }
}
