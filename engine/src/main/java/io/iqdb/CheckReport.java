package io.iqdb;

import io.iqdb.error.CorruptFileException;
import java.util.List;

/**
 * What {@link DatabaseCheck} found.
 *
 * @param level at which it looked
 * @param findings what is damaged, each once; at most 10,000
 * @param tails ends of logs that are no damage: writes that were torn, or are being written
 * @param unnamed files of the database that its newest manifest does not name: no damage, the next
 *     opener for writing removes them
 * @param strangers names in the directory that are none of the database's: left alone
 * @param files how many files were looked at
 * @param segments how many segments there are
 * @param rows how many rows they have, deleted ones included
 * @param walFrames how many sound frames the logs have
 * @param bytes of the files that were looked at
 */
public record CheckReport(
    int level,
    List<Finding> findings,
    List<Tail> tails,
    List<String> unnamed,
    List<String> strangers,
    long files,
    long segments,
    long rows,
    long walFrames,
    long bytes) {
  /** Keeps unmodifiable copies. */
  public CheckReport {
    findings = List.copyOf(findings);
    tails = List.copyOf(tails);
    unnamed = List.copyOf(unnamed);
    strangers = List.copyOf(strangers);
  }

  /** Whether nothing is damaged. */
  public boolean clean() {
    return findings.isEmpty();
  }

  /**
   * One damaged place.
   *
   * @param file name of the file inside the directory
   * @param section the structure that is damaged, such as {@code header} or {@code IDS}
   * @param offset where it starts, in bytes from the beginning of the file
   * @param expected what should be there
   * @param found what is
   */
  public record Finding(String file, String section, long offset, String expected, String found) {
    static Finding of(CorruptFileException damage) {
      return new Finding(
          damage.file(), damage.section(), damage.offset(), damage.expected(), damage.found());
    }
  }

  /**
   * The end of a log that no frame vouches for; opening the database for writing cuts it off.
   *
   * @param file name of the log
   * @param offset where its sound part ends
   * @param bytes from there to the last byte that is not zero
   */
  public record Tail(String file, long offset, long bytes) {}
}
