package io.iqdb.format.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.iqdb.error.LimitExceededException;
import io.iqdb.format.MalformedException;
import io.iqdb.format.codec.MetadataCodec;
import io.iqdb.format.codec.Mutations;
import io.iqdb.format.codec.Samples;
import io.iqdb.policy.Limits;
import io.iqdb.types.Bookmark;
import io.iqdb.types.Metadata;
import io.iqdb.types.Value;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WalRecordTest {
  private static final Vector VECTOR = Vector.of(1, -0.0f, Float.MIN_VALUE, Float.MAX_VALUE);

  @Provide
  Arbitrary<VectorId> ids() {
    return Samples.ids();
  }

  @Provide
  Arbitrary<Metadata> metadata() {
    return Samples.metadata();
  }

  @Property(tries = 100)
  void recordsComeBack(
      @ForAll("ids") VectorId id,
      @ForAll float a,
      @ForAll("metadata") Metadata some,
      @ForAll boolean none,
      @ForAll @LongRange(min = 1) long expiresAt,
      @ForAll byte[] mark)
      throws IOException {
    @Nullable Metadata metadata = none ? null : some;
    Vector vector = Vector.of(a, 1, 2, -a);
    Bookmark bookmark = Bookmark.of("name", mark.length > 1024 ? new byte[3] : mark);
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    records.upsert(id, vector, metadata, expiresAt);
    records.delete(id);
    records.bookmark(bookmark);
    records.upsert(id, vector, metadata, WalFormat.NEVER);
    assertEquals(
        List.of(
            new WalRecord.Upsert(10, id, vector, metadata, expiresAt),
            new WalRecord.Delete(11, id),
            new WalRecord.Marked(12, bookmark),
            new WalRecord.Upsert(13, id, vector, metadata, WalFormat.NEVER)),
        decode(new Frames(Frames.SALT, 10).data(records)));
  }

  @Test
  void encodedMetadataGivesTheSameBytesAsMetadata() {
    EncodedRecords one = new EncodedRecords(Limits.MAX);
    EncodedRecords other = new EncodedRecords(Limits.MAX);
    one.upsert(VectorId.of(1), VECTOR, Samples.everyKind(), 5);
    one.upsert(VectorId.of(2), VECTOR, null, 5);
    other.upsert(
        VectorId.of(1), VECTOR.toArray(), new MetadataCodec().encode(Samples.everyKind()), 5);
    other.upsert(VectorId.of(2), VECTOR.toArray(), null, 5);
    assertEquals(
        ByteBuffer.wrap(new Frames().data(one).bytes()),
        ByteBuffer.wrap(new Frames().data(other).bytes()));
  }

  @Test
  void groupsOfBatchesMakeOneFrame() throws IOException {
    Frames log = new Frames();
    log.encoder.begin(5);
    log.encoder.append(Frames.everyKind());
    log.encoder.append(Frames.upsert(9));
    assertEquals(8, log.encoder.count());
    ByteBuffer frame = log.encoder.finish(64, 64, Frames.SALT);
    assertEquals(log.encoder.bytes(), frame.remaining());
    byte[] file = new byte[64 + frame.remaining()];
    frame.duplicate().get(file, 64, frame.remaining());
    WalStep.Frame step = assertInstanceOf(WalStep.Frame.class, Frames.reader(file).next());
    List<WalRecord> records = new WalRecordDecoder(Frames.DIMENSION).records(step);
    assertEquals(8, records.size());
    assertEquals(12, records.getLast().sequence());
    assertEquals(frame, log.encoder.finish(64, 64, Frames.SALT), "finishing again");
  }

  @Test
  void layoutIsTheOneInTheSpecification() {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    records.upsert(VectorId.of(1), Vector.of(1, 2), Metadata.of("a", Value.NULL), 258);
    records.delete(VectorId.of("b"));
    records.bookmark(Bookmark.of("c", new byte[] {7}));
    byte[] file = new Frames().data(records).bytes();
    String body =
        "01"
            + "03"
            + "000100000000000000"
            + "02"
            + "0000803f00000040"
            + "0401016100"
            + "0201000000000000"
            + "02"
            + "010162"
            + "03"
            + "0163"
            + "0107";
    assertEquals(body, HexFormat.of().formatHex(file, 112, 112 + records.bytes()));
    assertEquals(0, file.length % 8);
  }

  @Test
  void markersSayWhichSegment() throws IOException {
    assertEquals(
        List.of(new WalRecord.BulkSegment(0, 12, 34)), decode(new Frames().marker(12, 34)));
    assertEquals(List.of(), decode(new Frames().sync()));
  }

  @Test
  void aRecordBeyondALimitIsRefusedAndTheBatchStaysWhole() throws IOException {
    EncodedRecords records = new EncodedRecords(new Limits(4, 10, 2));
    records.delete(VectorId.of(1));
    int before = records.bytes();
    Metadata large = Metadata.of("a", Value.of("too much of it"));
    assertThrows(
        LimitExceededException.class,
        () -> records.upsert(VectorId.of(2), VECTOR, large, WalFormat.NEVER));
    assertThrows(
        LimitExceededException.class,
        () -> records.upsert(VectorId.of("12345"), VECTOR, null, WalFormat.NEVER));
    assertThrows(LimitExceededException.class, () -> records.delete(VectorId.of("12345")));
    assertEquals(before, records.bytes());
    assertEquals(1, records.count());
    assertEquals(
        List.of(new WalRecord.Delete(0, VectorId.of(1))), decode(new Frames().data(records)));
  }

  @Test
  void aFullBatchTakesNoFurtherRecordAndStillFitsAFrame() throws IOException {
    EncodedRecords records = new EncodedRecords(Limits.MAX);
    Vector widest = Vector.of(new float[Limits.MAX_DIMENSION]);
    Metadata largest = Metadata.of("b", Value.of(new byte[(1 << 20) - 7]));
    VectorId longest = VectorId.of(new byte[1024]);
    while (records.bytes() < WalFormat.MAX_BATCH_BYTES) {
      records.upsert(longest, widest, largest, 1);
    }
    assertThrows(LimitExceededException.class, () -> records.delete(longest));
    assertTrue(records.bytes() <= WalFormat.MAX_BODY_BYTES);
    byte[] file = new Frames().data(records).bytes();
    WalStep.Frame frame = assertInstanceOf(WalStep.Frame.class, Frames.reader(file).next());
    assertEquals(records.count(), new WalRecordDecoder(Limits.MAX_DIMENSION).records(frame).size());
    WalFrameEncoder encoder = new WalFrameEncoder();
    encoder.begin(0);
    assertTrue(encoder.fits(records));
    encoder.append(records);
    assertFalse(encoder.fits(Frames.upsert(1)));
  }

  @Test
  void clearedRecordsAreGone() throws IOException {
    EncodedRecords records = Frames.everyKind();
    records.clear();
    assertEquals(0, records.count());
    records.delete(VectorId.of(4));
    assertEquals(
        List.of(new WalRecord.Delete(0, VectorId.of(4))), decode(new Frames().data(records)));
  }

  @Test
  void damageUnderASoundChecksumIsMalformedOrOtherRecords() throws IOException {
    byte[] file = new Frames().data(Frames.everyKind()).bytes();
    WalStep.Frame frame = assertInstanceOf(WalStep.Frame.class, Frames.reader(file).next());
    byte[] body = new byte[frame.body().remaining()];
    frame.body().get(body);
    int[] outcomes = new int[2];
    Mutations.flips(body, damaged -> outcomes[decodes(damaged, frame.count()) ? 1 : 0]++);
    assertTrue(outcomes[0] > 0 && outcomes[1] > 0);
    Mutations.truncations(body, cut -> assertFalse(decodes(cut, frame.count())));
    assertFalse(decodes(body, frame.count() - 1));
    assertFalse(decodes(body, frame.count() + 1));
    assertFalse(decodes(body, Integer.MAX_VALUE));
  }

  static boolean decodes(byte[] body, int count) {
    WalStep.Frame frame =
        new WalStep.Frame(FrameKind.DATA, 0, count, 0, 64, 112, ByteBuffer.wrap(body));
    try {
      new WalRecordDecoder(Frames.DIMENSION).records(frame);
      return true;
    } catch (MalformedException malformed) {
      return false;
    }
  }

  @Test
  void anotherDimensionAndComponentsThatAreNotFiniteAreMalformed() {
    String head = "01" + "00" + "000100000000000000";
    String three = "000000000000000000000000";
    assertTrue(decodes(HexFormat.of().parseHex(head + "04" + three + "00000000"), 1));
    assertFalse(decodes(HexFormat.of().parseHex(head + "03" + three), 1));
    for (String component : List.of("0000807f", "000080ff", "0000c07f", "010080ff")) {
      assertFalse(decodes(HexFormat.of().parseHex(head + "04" + three + component), 1));
    }
  }

  private static List<WalRecord> decode(Frames log) throws IOException {
    WalStep.Frame frame = assertInstanceOf(WalStep.Frame.class, Frames.reader(log.bytes()).next());
    return new WalRecordDecoder(Frames.DIMENSION).records(frame);
  }
}
