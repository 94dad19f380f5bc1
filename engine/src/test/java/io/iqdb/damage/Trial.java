package io.iqdb.damage;

import com.sun.management.ThreadMXBean;
import io.iqdb.Doors;
import io.iqdb.Iqdb;
import io.iqdb.OpenOptions;
import io.iqdb.error.CorruptFileException;
import io.iqdb.error.UnsupportedVersionException;
import io.iqdb.format.FileKind;
import io.iqdb.format.FileName;
import io.iqdb.inspect.Dump;
import io.iqdb.inspect.Examination;
import io.iqdb.inspect.Examiner;
import io.iqdb.inspect.Extent;
import io.iqdb.policy.Access;
import io.iqdb.policy.FsyncPolicy;
import io.iqdb.policy.Verification;
import io.iqdb.store.Directory;
import io.iqdb.wal.ReplayReport;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Asks a damaged copy of the sample database everything and judges what it does. Right is: to name
 * the damage, or to cut the end of the open log and say so, or to answer as if nothing were.
 */
final class Trial {
  /** How damage came to light. */
  enum Verdict {
    AT_OPEN,
    AT_FIRST_TOUCH,
    BY_CHECK,
    CUT,
    NOT_READ,
    SOUND
  }

  /** How a database is opened. */
  record Mode(Access access, Verification verification, boolean writing) {
    static List<Mode> all() {
      List<Mode> modes = new ArrayList<>();
      for (Access access : Access.values()) {
        for (Verification verification : Verification.values()) {
          modes.add(new Mode(access, verification, true));
          modes.add(new Mode(access, verification, false));
        }
      }
      return modes;
    }

    Iqdb open(Directory directory) {
      OpenOptions options =
          OpenOptions.defaults().fsync(FsyncPolicy.NEVER).access(access).verification(verification);
      return writing ? Doors.open(directory, options) : Doors.openReadOnly(directory, options);
    }
  }

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final SampleDatabase sample;

  /** What is answered after the first so many frames of the open log. */
  private final List<Answers> afterFrames = new ArrayList<>();

  private long mostAllocated;
  private long slowestNanos;

  Trial(SampleDatabase sample) throws IOException {
    this.sample = sample;
    FileName log = sample.last().name();
    byte[] whole = sample.image().bytes(log);
    for (int frames = 0; frames <= sample.last().starts().size(); frames++) {
      int end =
          frames < sample.last().starts().size()
              ? sample.last().starts().get(frames)
              : whole.length;
      Image cut = sample.image().with(log, java.util.Arrays.copyOf(whole, end));
      try (Iqdb db = new Mode(Access.COPY, Verification.FULL, false).open(cut.toDirectory())) {
        afterFrames.add(Answers.of(db));
      }
    }
  }

  /** What is answered where nothing is damaged. */
  Answers undamaged() {
    return afterFrames.getLast();
  }

  long mostAllocated() {
    return mostAllocated;
  }

  long slowestMillis() {
    return slowestNanos / 1_000_000;
  }

  /**
   * Judges one damaged copy.
   *
   * @param what was done to it, for the message
   * @param damaged the file it was done to
   * @param from the first byte that differs
   * @param versionMayShow whether the damage may look like a newer version
   */
  Verdict judge(
      Image image, String what, FileName damaged, long from, Mode mode, boolean versionMayShow) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long started = System.nanoTime();
    try {
      return verdict(image, damaged, from, mode, versionMayShow);
    } catch (RuntimeException | IOException | Error wrong) {
      throw new AssertionError(what + ", opened as " + mode + ": " + wrong, wrong);
    } finally {
      slowestNanos = Math.max(slowestNanos, System.nanoTime() - started);
      mostAllocated = Math.max(mostAllocated, THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
  }

  /**
   * Judges a copy whose checksums are right, which may be a sound database of other content: it
   * answers, or says what is wrong, as the check does.
   */
  Verdict survive(Image image, String what, FileName damaged, Mode mode) {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long started = System.nanoTime();
    try {
      return outcome(image, damaged, mode);
    } catch (RuntimeException | IOException | Error wrong) {
      throw new AssertionError(what + ", opened as " + mode + ": " + wrong, wrong);
    } finally {
      slowestNanos = Math.max(slowestNanos, System.nanoTime() - started);
      mostAllocated = Math.max(mostAllocated, THREADS.getCurrentThreadAllocatedBytes() - allocated);
    }
  }

  private static Verdict outcome(Image image, FileName damaged, Mode mode) throws IOException {
    Seen seen = check(image, true);
    dump(image, damaged, true);
    Iqdb opened;
    try {
      opened = mode.open(image.toDirectory());
    } catch (CorruptFileException damage) {
      requireNamed(damage, seen.damage());
      return Verdict.AT_OPEN;
    } catch (UnsupportedVersionException newer) {
      return Verdict.AT_OPEN;
    }
    try (Iqdb db = opened) {
      Answers.of(db);
      return seen.damage() ? Verdict.BY_CHECK : seen.tailBytes() > 0 ? Verdict.CUT : Verdict.SOUND;
    } catch (CorruptFileException damage) {
      requireNamed(damage, seen.damage());
      return Verdict.AT_FIRST_TOUCH;
    }
  }

  /** Whether the image is refused for its version, by opening it and by the check. */
  boolean refusesVersion(Image image, Mode mode) {
    try {
      mode.open(image.toDirectory()).close();
      return false;
    } catch (UnsupportedVersionException newer) {
      try (Directory directory = image.toDirectory()) {
        new Examiner(directory, Examiner.ENDS).run();
        return false;
      } catch (UnsupportedVersionException checked) {
        return true;
      } catch (IOException failure) {
        throw new AssertionError(failure);
      }
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private Verdict verdict(
      Image image, FileName damaged, long from, Mode mode, boolean versionMayShow)
      throws IOException {
    Seen seen = check(image, versionMayShow);
    boolean found = seen.damage();
    dump(image, damaged, versionMayShow);
    Iqdb opened;
    try {
      opened = mode.open(image.toDirectory());
    } catch (CorruptFileException damage) {
      requireNamed(damage, found);
      return Verdict.AT_OPEN;
    } catch (UnsupportedVersionException newer) {
      require(versionMayShow, "damage taken for a newer version");
      return Verdict.AT_OPEN;
    }
    try (Iqdb db = opened) {
      Answers answers = Answers.of(db);
      return judge(answers, db.recovery().bytesCut(), damaged, from, seen);
    } catch (CorruptFileException damage) {
      requireNamed(damage, found);
      return Verdict.AT_FIRST_TOUCH;
    }
  }

  private Verdict judge(Answers answers, long bytesCut, FileName damaged, long from, Seen seen) {
    boolean found = seen.damage();
    if (damaged.equals(sample.last().name())) {
      Answers expected = afterFrames.get(sample.last().framesBefore(from));
      require(answers.equals(expected), "wrong answers behind a cut log");
      require(!found, "the check found damage that opening did not");
      require(bytesCut == 0 || bytesCut == seen.tailBytes(), "a cut that the check does not see");
      return seen.tailBytes() > 0 ? Verdict.CUT : Verdict.NOT_READ;
    }
    require(answers.equals(undamaged()), "wrong answers");
    require(bytesCut == 0, "a cut in a log that is sound");
    if (!found) {
      require(isBehindSealedLog(damaged, from), "undetected");
      return Verdict.NOT_READ;
    }
    return Verdict.BY_CHECK;
  }

  private boolean isBehindSealedLog(FileName damaged, long from) {
    return damaged.kind() == FileKind.WAL && from >= sample.sealed().sealedLength();
  }

  /** What the check says. */
  private record Seen(boolean damage, long tailBytes) {}

  /** Checks; never throws for damage. */
  private static Seen check(Image image, boolean versionMayShow) throws IOException {
    try (Directory directory = image.toDirectory()) {
      Examination seen = new Examiner(directory, Examiner.LOGIC).run();
      seen.findings().forEach(finding -> requireNamed(finding, true));
      long tails = seen.tails().stream().mapToLong(ReplayReport.Cut::bytes).sum();
      return new Seen(!seen.findings().isEmpty(), tails);
    } catch (UnsupportedVersionException newer) {
      require(versionMayShow, "damage taken for a newer version by the check");
      return new Seen(true, 0);
    }
  }

  private static void dump(Image image, FileName damaged, boolean versionMayShow)
      throws IOException {
    if (!image.files().containsKey(damaged)) {
      return;
    }
    try (Directory directory = image.toDirectory()) {
      Set<String> shown = Dump.of(directory, damaged, new Extent(0, 1000, true)).keySet();
      require(shown.contains("findings"), "a dump without findings");
    } catch (UnsupportedVersionException newer) {
      require(versionMayShow, "damage taken for a newer version by the dump");
    }
  }

  private static void requireNamed(CorruptFileException damage, boolean foundByCheck) {
    require(FileName.parse(damage.file()).isPresent(), "damage in no file: " + damage);
    require(damage.offset() >= 0, "damage at no place: " + damage);
    require(foundByCheck, "the check did not find: " + damage);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
