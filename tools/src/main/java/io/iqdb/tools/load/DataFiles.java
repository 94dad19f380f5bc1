package io.iqdb.tools.load;

import io.iqdb.error.InvalidArgumentException;
import io.iqdb.tools.data.FileLabel;
import io.iqdb.tools.data.RecordSource;
import io.iqdb.tools.data.rows.RowSource;
import io.iqdb.tools.data.text.CsvSource;
import io.iqdb.tools.data.text.JsonlSource;
import io.iqdb.tools.data.text.MetadataSource;
import java.io.IOException;
import java.nio.file.Path;

/** Opens the files that users name, by the format that the end of the name says. */
public final class DataFiles {
  private DataFiles() {}

  /** The records of {@code path}: fvecs, bvecs, npy, jsonl or csv. */
  public static RecordSource open(Path path) throws IOException {
    return switch (FileLabel.extension(path)) {
      case "fvecs" -> RowSource.fvecs(path);
      case "bvecs" -> RowSource.bvecs(path);
      case "npy" -> RowSource.npy(path);
      case "jsonl" -> new JsonlSource(path);
      case "csv" -> new CsvSource(path);
      default ->
          throw new InvalidArgumentException(
              FileLabel.nameOf(path)
                  + ": expected a name that ends in .fvecs, .bvecs, .npy, .jsonl or .csv");
    };
  }

  /** The same, with the metadata of record n in line n of {@code metadata}, a JSON Lines file. */
  public static RecordSource open(Path path, Path metadata) throws IOException {
    RecordSource vectors = open(path);
    try {
      return new MetadataSource(vectors, metadata);
    } catch (IOException | RuntimeException e) {
      vectors.close();
      throw e;
    }
  }
}
