package io.iqdb.inspect;

import io.iqdb.error.CorruptFileException;
import io.iqdb.wal.ReplayReport;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a look through a database found.
 *
 * @param findings what is wrong, each once
 * @param tails ends of open logs that no frame vouches for: no damage
 * @param unnamed numbered files that the manifest does not name: no damage
 * @param strangers names in the directory that are none of the database's: no damage
 * @param files that were looked at
 * @param segments that the manifest names
 * @param rows of the segments, deleted ones included
 * @param walFrames sound frames of the logs
 * @param bytes of the files that were looked at
 */
public record Examination(
    List<CorruptFileException> findings,
    List<ReplayReport.Cut> tails,
    List<String> unnamed,
    List<String> strangers,
    long files,
    long segments,
    long rows,
    long walFrames,
    long bytes) {
  /** Keeps unmodifiable copies. */
  public Examination {
    findings = List.copyOf(findings);
    tails = List.copyOf(tails);
    unnamed = List.copyOf(unnamed);
    strangers = List.copyOf(strangers);
  }

  /** Of a directory in which there is nothing. */
  static Examination ofNothing() {
    return new Examination(List.of(), List.of(), List.of(), List.of(), 0, 0, 0, 0, 0);
  }

  /** The same with more findings. */
  Examination withFindings(List<CorruptFileException> more) {
    return new Examination(
        Stream.concat(findings.stream(), more.stream()).toList(),
        tails,
        unnamed,
        strangers,
        files,
        segments,
        rows,
        walFrames,
        bytes);
  }
}
