package io.iqdb.sealed;

import io.iqdb.error.CorruptFileException;
import io.iqdb.format.FileFooter;
import io.iqdb.format.FileHeader;
import io.iqdb.format.FileName;
import io.iqdb.format.FilePart;
import io.iqdb.format.SectionEntry;
import io.iqdb.format.SectionKind;
import io.iqdb.policy.Access;
import io.iqdb.policy.Verification;
import io.iqdb.store.AccessHint;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A published file, open for reading by any number of threads until {@link #close}. Header and
 * footer are checked when it is opened; what {@link #segment} gives may be used only after {@link
 * #verify} of its range, unless everything was verified at open.
 */
public final class SealedFile implements AutoCloseable {
  /** What a machine is sure to have in memory still that has just written it. */
  private static final long WARM_BYTES = 1L << 30;

  private final FileName name;
  private final FileFrame frame;
  private final Input input;
  private final VerifiedInput verified;
  private final Content content;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SealedFile(
      FileName name, FileFrame frame, Input input, VerifiedInput verified, Content content) {
    this.name = name;
    this.frame = frame;
    this.input = input;
    this.verified = verified;
    this.content = content;
  }

  /** How {@link #content} comes about. */
  private interface Loader {
    Content load(FileFrame frame, VerifiedInput verified) throws IOException;
  }

  /**
   * Opens a file that a manifest names. Under {@link Access#COPY} all of it is verified, whatever
   * {@code verification} says.
   *
   * @throws CorruptFileException where it is not the file expected, or damage was found so far
   */
  public static SealedFile open(
      Directory directory,
      FileName name,
      Expectation expectation,
      Access access,
      Verification verification)
      throws IOException {
    return switch (access) {
      case MAPPED ->
          open(directory, name, expectation, verification, (f, v) -> map(directory, name, f));
      case COPY -> open(directory, name, expectation, Verification.LAZY, SealedFile::copy);
    };
  }

  /**
   * Opens a small file that a manifest names for {@link #read} alone: nothing is mapped and all of
   * it is verified.
   *
   * @throws CorruptFileException where it is not the file expected, or is damaged
   */
  public static SealedFile openUnmapped(Directory directory, FileName name, Expectation expectation)
      throws IOException {
    return open(directory, name, expectation, Verification.FULL, (f, v) -> new Content.Unmapped());
  }

  /**
   * Opens a file of which nothing is known beforehand for {@link #read} alone: a manifest, or a
   * file under examination.
   *
   * @throws CorruptFileException where its header or footer is damaged, or under {@link
   *     Verification#FULL} anything
   */
  public static SealedFile openUnmapped(
      Directory directory, FileName name, Verification verification) throws IOException {
    return open(directory, name, null, verification, (f, v) -> new Content.Unmapped());
  }

  private static SealedFile open(
      Directory directory,
      FileName name,
      @Nullable Expectation expectation,
      Verification verification,
      Loader loader)
      throws IOException {
    Input input = directory.open(name);
    try {
      FileFrame frame = FileFrame.read(input, name, expectation);
      VerifiedInput verified = new VerifiedInput(name, input, frame.footer());
      if (verification == Verification.FULL) {
        verified.verify(0, frame.footer().start());
      }
      return new SealedFile(name, frame, input, verified, loader.load(frame, verified));
    } catch (IOException | RuntimeException | Error failure) {
      try {
        input.close();
      } catch (IOException | RuntimeException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  private static Content map(Directory directory, FileName name, FileFrame frame)
      throws IOException {
    return new Content.Mapped(directory.map(name, frame.footer().fileLength()));
  }

  private static Content copy(FileFrame frame, VerifiedInput verified) throws IOException {
    return Content.Copied.of(frame.footer().start(), verified::copy);
  }

  /** The name that the file was opened by. */
  public FileName name() {
    return name;
  }

  /** Its header. */
  public FileHeader header() {
    return frame.header();
  }

  /** Its footer. */
  public FileFooter footer() {
    return frame.footer();
  }

  /** The section of a kind, where the file has one. */
  public Optional<SectionEntry> section(SectionKind kind) {
    return frame.footer().section(kind);
  }

  /**
   * The section of a kind.
   *
   * @throws CorruptFileException where the file has none
   */
  public SectionEntry require(SectionKind kind) {
    return section(kind)
        .orElseThrow(() ->
            new FilePart(name, "footer")
                .damage(footer().start(), "section " + kind, "none of that kind"));
  }

  /** What the messages about a section name. */
  public FilePart part(SectionEntry section) {
    return new FilePart(name, section.label());
  }

  /**
   * A section as it lies in the file, read-only; usable until {@link #close}, and only in what
   * {@link #verify} has passed.
   */
  public MemorySegment segment(SectionEntry section) {
    return content.slice(section.offset(), section.length());
  }

  /**
   * Compares the blocks of a range with their checksums, those alone that no call has compared
   * before. Costs one volatile read once the whole file is verified.
   *
   * @param fileOffset where the range starts in the file
   * @throws CorruptFileException where a block is damaged; it is looked at anew by the next call
   */
  public void verify(long fileOffset, long length) throws IOException {
    verified.verify(fileOffset, length);
  }

  /**
   * Takes upon itself, part by part, what the first reader of the file would have to: verifies what
   * was just written, and is in memory still, and maps its pages. Of a file that is larger than
   * {@value #WARM_BYTES} bytes the rest is left to those who read it.
   *
   * @param position where the part begins; 0 at first
   * @param length of the part, at most
   * @return where the next part begins, or -1 where that was the last
   * @throws CorruptFileException where a block is damaged
   */
  public long warm(long position, long length) throws IOException {
    long end = Math.min(footer().start(), WARM_BYTES);
    long next = length < end - position ? position + length : end;
    verified.verify(position, next - position);
    content.advise(position, next - position, AccessHint.POPULATE);
    return next == end ? -1 : next;
  }

  /**
   * Fills what remains of {@code target} with verified bytes, positionally: no damage of the medium
   * can crash the process here.
   *
   * @throws CorruptFileException where a block of the range is damaged
   */
  public void read(long fileOffset, ByteBuffer target) throws IOException {
    if (content instanceof Content.Copied copied) {
      target.put(copied.slice(fileOffset, target.remaining()).asByteBuffer());
    } else {
      verified.read(fileOffset, target);
    }
  }

  /**
   * Fills {@code target} with bytes that were compared with their checksums on the way, not at some
   * time before: what is copied into another file must not carry damage along.
   *
   * @param last of this file, in the hands of whoever reads it from front to back
   * @throws CorruptFileException where a block of the range is damaged
   */
  public void readAnew(long fileOffset, MemorySegment target, LastBlock last) throws IOException {
    if (content instanceof Content.Copied copied) {
      target.copyFrom(copied.slice(fileOffset, target.byteSize()));
    } else {
      verified.readAnew(fileOffset, target, last);
    }
  }

  /**
   * Compares the blocks of a range with their checksums now, whatever was verified before.
   *
   * @throws CorruptFileException where a block of the range is damaged
   */
  public void verifyAnew(long fileOffset, long length) throws IOException {
    if (!(content instanceof Content.Copied)) {
      verified.verifyAnew(fileOffset, length);
    }
  }

  /**
   * A whole section on the heap, verified.
   *
   * @param maxLength the longest that it can rightly be
   * @throws CorruptFileException where it is longer, or damaged; nothing was allocated if longer
   */
  public ByteBuffer readSection(SectionEntry section, int maxLength) throws IOException {
    if (section.length() > maxLength) {
      throw part(section)
          .damage(section.offset(), "at most " + maxLength + " bytes", section.length() + " bytes");
    }
    ByteBuffer target = ByteBuffer.allocate((int) section.length());
    read(section.offset(), target);
    return target.flip();
  }

  /** Says how a section will be read; does nothing where that cannot be said. */
  public void advise(SectionEntry section, AccessHint hint) {
    content.advise(section.offset(), section.length(), hint);
  }

  /**
   * Reads the whole file again from the disk, whatever was verified before, and reports every block
   * and section whose checksum is wrong and every gap that is not zero. Takes as long as reading
   * the file.
   *
   * @param findings called once for each, in the order of offsets, on this thread
   */
  public void verifyAll(Consumer<CorruptFileException> findings) throws IOException {
    new FileScan(name, frame.footer(), verified, findings).run();
  }

  /** Unmaps or frees and closes the file; idempotent. No reader may be inside any more. */
  @Override
  public void close() throws IOException {
    if (closed.compareAndSet(false, true)) {
      try (input) {
        content.close();
      }
    }
  }
}
