package io.iqdb.store;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * {@code madvise} on Linux, where this module may call native code; nothing elsewhere, so that
 * nobody sees a warning of the JVM who did not allow native access.
 */
final class Advice {
  private static final boolean AVAILABLE =
      System.getProperty("os.name", "").equals("Linux")
          && Advice.class.getModule().isNativeAccessEnabled();
  private static final long LARGEST_PAGE = 1 << 16;

  private Advice() {}

  /** Linked on first use. */
  private static final class Call {
    static final MethodHandle MADVISE = link();

    @SuppressWarnings("restricted") // reached only where native access is enabled
    private static MethodHandle link() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("madvise"),
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT));
    }
  }

  /** Advises on a range of a mapped segment, which begins on a page. */
  static void give(MemorySegment mapped, long offset, long length, AccessHint hint) {
    if (!AVAILABLE || length == 0) {
      return;
    }
    long start = offset & -LARGEST_PAGE;
    MemorySegment range = mapped.asSlice(start, offset + length - start);
    try {
      // the answer is not looked at: advice that is not taken changes no result
      int ignored = (int) Call.MADVISE.invokeExact(range, range.byteSize(), code(hint));
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable impossible) {
      throw new AssertionError("madvise throws nothing checked", impossible);
    }
  }

  private static int code(AccessHint hint) {
    return switch (hint) {
      case NORMAL -> 0;
      case RANDOM -> 1;
      case SEQUENTIAL -> 2;
      case WILL_NEED -> 3;
      case POPULATE -> 22; // from Linux 5.14 on
    };
  }
}
