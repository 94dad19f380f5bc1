package io.iqdb.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.iqdb.Iqdb;
import io.iqdb.IqdbConfig;
import io.iqdb.error.IqdbException;
import io.iqdb.types.DistanceMetric;
import io.iqdb.types.Vector;
import io.iqdb.types.VectorId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** Opens a database for writing and does what it is told, line by line. */
public final class Owner {
  /** Of its databases. */
  static final IqdbConfig CONFIG = IqdbConfig.of(2, DistanceMetric.EUCLIDEAN);

  /** The answer where nothing was refused. */
  static final String DONE = "done";

  private Owner() {}

  /** Directory; answers every line of its input with one. */
  public static void main(String[] arguments) throws IOException {
    try (Iqdb db = Iqdb.open(Path.of(arguments[0]), CONFIG);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      System.out.println(DONE);
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        System.out.println(answer(db, line));
      }
    } catch (IqdbException refused) {
      System.out.println(refused);
    }
  }

  private static String answer(Iqdb db, String line) {
    try {
      switch (line) {
        case "flush" -> db.flush();
        case "close" -> db.close();
        default -> put(db, Integer.parseInt(line));
      }
      return DONE;
    } catch (IqdbException refused) {
      return refused.toString();
    }
  }

  /** A record that only its number decides. */
  static void put(Iqdb db, int number) {
    db.upsert(VectorId.of(number), Vector.of(number, 1));
  }
}
