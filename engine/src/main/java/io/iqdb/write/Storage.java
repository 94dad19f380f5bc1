package io.iqdb.write;

import io.iqdb.format.manifest.StoredConfig;
import io.iqdb.policy.Access;
import io.iqdb.policy.Compression;
import io.iqdb.policy.Verification;
import io.iqdb.store.Directory;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Where and how the files of one database are written and read.
 *
 * @param directory that holds them
 * @param database its id
 * @param config what it was created with
 * @param compression of new payload blocks
 * @param access how segments are read
 * @param verification when their checksums are checked
 * @param clock for the time a segment is made
 * @param library name and version of this library, for the segment's provenance
 * @param tuning sizes, and chance
 * @param traffic counts what is written
 */
public record Storage(
    Directory directory,
    UUID database,
    StoredConfig config,
    Compression compression,
    Access access,
    Verification verification,
    InstantSource clock,
    String library,
    Tuning tuning,
    Traffic traffic) {
  /** The same in another directory; what goes there is not counted. */
  Storage in(Directory other) {
    return new Storage(
        other,
        database,
        config,
        compression,
        access,
        verification,
        clock,
        library,
        tuning,
        new Traffic());
  }
}
