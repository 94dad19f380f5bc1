package io.iqdb;

/** Says once, at the first open, what is known to be wrong with the platform. */
final class PlatformCheck {
  private static final int FEATURE = 25;
  private static final int FIRST_SOUND_UPDATE = 3;

  private PlatformCheck() {}

  /** Does nothing but the first time. */
  static void run() {
    Once.said();
  }

  /** Initialised once, by the class loader. */
  private static final class Once {
    static {
      say();
    }

    static void said() {
      // loading this class does it
    }

    private static void say() {
      Runtime.Version version = Runtime.version();
      if (version.feature() == FEATURE && version.update() < FIRST_SOUND_UPDATE) {
        System.getLogger("io.iqdb")
            .log(
                System.Logger.Level.WARNING,
                "JDK "
                    + version
                    + " may corrupt pinned arrays under G1 (JDK-8377811): use 25.0.3 or later");
      }
    }
  }
}
