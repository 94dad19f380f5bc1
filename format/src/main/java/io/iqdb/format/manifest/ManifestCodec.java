package io.iqdb.format.manifest;

import io.iqdb.error.CorruptFileException;
import io.iqdb.error.InvalidArgumentException;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.MalformedException;
import io.iqdb.format.SectionKind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/**
 * Manifests as sections and back ({@code spec/FORMAT.md}, section 4). Number and database stand in
 * the header of the file and are not repeated.
 */
public final class ManifestCodec {
  /** The version of the layout of every section of a manifest. */
  public static final int VERSION = 1;

  /** The longest manifest that can rightly be, and so the most that a reader allocates. */
  public static final int MAX_BYTES = 1 << 23;

  /** The sections of a manifest, in their order in the file. */
  public static final List<SectionKind> SECTIONS =
      List.of(
          SectionKind.CONFIG,
          SectionKind.COUNTERS,
          SectionKind.SEGMENTS,
          SectionKind.WALS,
          SectionKind.BOOKMARKS);

  private ManifestCodec() {}

  /** One buffer for each of {@link #SECTIONS}, ready to be read. */
  public static Map<SectionKind, ByteBuffer> encode(ManifestData data) {
    Map<SectionKind, ByteBuffer> sections = new EnumMap<>(SectionKind.class);
    sections.put(SectionKind.CONFIG, FixedSections.encodeConfig(data.config()));
    sections.put(
        SectionKind.COUNTERS,
        FixedSections.encodeCounters(
            new FixedSections.Counters(data.nextSequence(), data.nextFileNumber())));
    sections.put(SectionKind.SEGMENTS, EntryTable.SEGMENTS.encode(data.segments()));
    sections.put(SectionKind.WALS, EntryTable.WALS.encode(data.wals()));
    sections.put(SectionKind.BOOKMARKS, BookmarkTable.encode(data.bookmarks()));
    return sections;
  }

  /**
   * Puts a manifest together again.
   *
   * @param file its name, which gives the number
   * @param database as its header says
   * @param sections all of {@link #SECTIONS}
   * @throws CorruptFileException where they are none that {@link #encode} makes
   */
  public static ManifestData decode(
      FileName file, UUID database, Map<SectionKind, SectionBytes> sections) {
    StoredConfig config = decode(file, sections, SectionKind.CONFIG, FixedSections::decodeConfig);
    FixedSections.Counters counters =
        decode(file, sections, SectionKind.COUNTERS, FixedSections::decodeCounters);
    List<SegmentEntry> segments =
        decode(file, sections, SectionKind.SEGMENTS, EntryTable.SEGMENTS::decode);
    List<WalEntry> wals = decode(file, sections, SectionKind.WALS, EntryTable.WALS::decode);
    List<BookmarkEntry> bookmarks =
        decode(file, sections, SectionKind.BOOKMARKS, BookmarkTable::decode);
    try {
      return new ManifestData(
          file.number(),
          database,
          config,
          segments,
          wals,
          bookmarks,
          counters.nextSequence(),
          counters.nextFileNumber());
    } catch (InvalidArgumentException contradiction) {
      throw new FilePart(file, "manifest")
          .damage(0, "sections that fit together", String.valueOf(contradiction.getMessage()));
    }
  }

  private static <T> T decode(
      FileName file,
      Map<SectionKind, SectionBytes> sections,
      SectionKind kind,
      Function<ByteBuffer, T> decoder) {
    FilePart part = new FilePart(file, kind.name());
    SectionBytes section = sections.get(kind);
    if (section == null) {
      throw part.damage(0, "section " + kind, "none of that kind");
    }
    try {
      return decoder.apply(section.bytes().slice().order(ByteOrder.LITTLE_ENDIAN));
    } catch (MalformedException malformed) {
      throw part.damage(section.offset(), malformed);
    }
  }
}
