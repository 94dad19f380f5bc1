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

/**
 * Manifests as sections and back ({@code spec/FORMAT.md}, section 4). Number and database stand in
 * the header of the file and are not repeated.
 */
public final class ManifestCodec {
  /** The version of the layout of every section of a manifest. */
  public static final int VERSION = 1;

  /** The longest manifest that can rightly be, and so the most that a reader allocates. */
  public static final int MAX_BYTES = 1 << 23;

  /** The sections that every manifest has, in their order in the file. */
  public static final List<SectionKind> SECTIONS =
      List.of(
          SectionKind.CONFIG,
          SectionKind.COUNTERS,
          SectionKind.SEGMENTS,
          SectionKind.WALS,
          SectionKind.BOOKMARKS);

  /** The sections behind them that a manifest may do without. */
  public static final List<SectionKind> OPTIONAL = List.of(SectionKind.MERGES);

  private ManifestCodec() {}

  /**
   * One buffer for each of {@link #SECTIONS}, and of {@link #OPTIONAL} where there is something to
   * say, ready to be read.
   */
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
    if (!data.merges().isEmpty()) {
      sections.put(SectionKind.MERGES, data.merges().encode());
    }
    return sections;
  }

  /**
   * Puts a manifest together again.
   *
   * @param file its name, which gives the number
   * @param database as its header says
   * @param sections all of {@link #SECTIONS}, and those of {@link #OPTIONAL} that are there
   * @throws CorruptFileException where they are none that {@link #encode} makes
   */
  public static ManifestData decode(
      FileName file, UUID database, Map<SectionKind, SectionBytes> sections) {
    Taking taking = new Taking(file, sections);
    StoredConfig config;
    FixedSections.Counters counters;
    List<SegmentEntry> segments;
    List<WalEntry> wals;
    List<BookmarkEntry> bookmarks;
    MergeLog merges = MergeLog.NONE;
    try {
      config = FixedSections.decodeConfig(taking.next(SectionKind.CONFIG));
      counters = FixedSections.decodeCounters(taking.next(SectionKind.COUNTERS));
      segments = EntryTable.SEGMENTS.decode(taking.next(SectionKind.SEGMENTS));
      wals = EntryTable.WALS.decode(taking.next(SectionKind.WALS));
      bookmarks = BookmarkTable.decode(taking.next(SectionKind.BOOKMARKS));
      if (sections.containsKey(SectionKind.MERGES)) {
        merges = MergeLog.of(taking.next(SectionKind.MERGES), taking.part, taking.offset);
      }
    } catch (MalformedException malformed) {
      throw taking.damage(malformed);
    }
    try {
      return new ManifestData(
          file.number(),
          database,
          config,
          segments,
          wals,
          bookmarks,
          counters.nextSequence(),
          counters.nextFileNumber(),
          merges);
    } catch (InvalidArgumentException contradiction) {
      throw new FilePart(file, "manifest")
          .damage(0, "sections that fit together", String.valueOf(contradiction.getMessage()));
    }
  }

  /** Takes one section after the other, and knows which it was where one does not decode. */
  private static final class Taking {
    private final FileName file;
    private final Map<SectionKind, SectionBytes> sections;
    private FilePart part;
    private long offset;

    Taking(FileName file, Map<SectionKind, SectionBytes> sections) {
      this.file = file;
      this.sections = sections;
      this.part = new FilePart(file, "manifest");
    }

    ByteBuffer next(SectionKind kind) {
      part = new FilePart(file, kind.name());
      SectionBytes section = sections.get(kind);
      if (section == null) {
        throw part.damage(0, "section " + kind, "none of that kind");
      }
      offset = section.offset();
      return section.bytes().slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    CorruptFileException damage(MalformedException malformed) {
      return part.damage(offset, malformed);
    }
  }
}
