package io.iqdb.format.codec;

import io.iqdb.format.MalformedException;
import io.iqdb.policy.Limits;
import io.iqdb.types.Metadata;
import java.util.Objects;

/**
 * Metadata to bytes and back ({@code spec/FORMAT.md}, encodings). One record has exactly one
 * encoding. The limits are checked when encoding; decoding holds what it reads to {@link
 * Limits#MAX}. One thread at a time: buffers are reused.
 */
public final class MetadataCodec {
  private final Limits limits;
  private final MetadataWriter writer = new MetadataWriter();
  private final EncodeBuffer out = new EncodeBuffer(512);
  private final DecodeBuffer in = new DecodeBuffer();

  /** With the format's own limits. */
  public MetadataCodec() {
    this(Limits.MAX);
  }

  /** With limits of a database. */
  public MetadataCodec(Limits limits) {
    this.limits = limits;
  }

  /**
   * The encoding of {@code metadata}.
   *
   * @throws io.iqdb.error.LimitExceededException where it is larger or nested deeper than allowed
   * @throws io.iqdb.error.InvalidArgumentException where a text is not well-formed Unicode
   */
  public byte[] encode(Metadata metadata) {
    out.clear();
    writer.measure(metadata, limits);
    writer.write(out);
    return out.toArray();
  }

  /**
   * Appends what {@link #encode} gives to {@code target}, behind its length as a varint; nothing is
   * written where it throws.
   */
  public void encodeWithLength(Metadata metadata, EncodeBuffer target) {
    int length = writer.measure(metadata, limits);
    target.varint(length);
    writer.write(target);
  }

  /**
   * The metadata that {@code length} bytes encode.
   *
   * @throws MalformedException where they encode none
   */
  public Metadata decode(byte[] source, int offset, int length) {
    load(source, offset, length);
    Metadata metadata = MetadataReader.read(in, 0);
    in.requireEnd("metadata");
    return metadata;
  }

  /**
   * Checks what {@link #decode} checks without making objects.
   *
   * @throws MalformedException where {@link #decode} throws it
   */
  public void validate(byte[] source, int offset, int length) {
    load(source, offset, length);
    MetadataValidator.metadata(in, 0);
    in.requireEnd("metadata");
  }

  /**
   * Checks the next {@code length} bytes of {@code source} as {@link #validate(byte[], int, int)}
   * does, and passes over them.
   *
   * @throws MalformedException where they encode no metadata
   */
  public static void validate(DecodeBuffer source, int length) {
    requireLength(length, source.position());
    int end = source.position() + length;
    MetadataValidator.metadata(source, 0);
    MetadataValidator.requireClosed(source, end);
  }

  private void load(byte[] source, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, source.length);
    requireLength(length, 0);
    in.load(source, offset, length);
  }

  private static void requireLength(int length, int at) {
    if (length > Limits.MAX.metadataBytes()) {
      throw new MalformedException(
          "at most " + Limits.MAX.metadataBytes() + " bytes of metadata", length + " bytes", at);
    }
  }
}
