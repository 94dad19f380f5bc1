package io.iqdb.crash;

import java.util.ArrayList;
import java.util.List;

/** The operations of R3. */
@SuppressWarnings("ImmutableEnumChecker") // the bodies keep nothing
enum ShortStep {
  PUT(db -> db.put(db.history().last() + 10L)),
  UPDATE(db -> db.put(1)),
  DELETE(db -> db.delete(1)),
  BATCH(db -> db.batch(new long[] {1, 2, 3}, new long[] {4}, "position")),
  FLUSH(Session::flush),
  BULK(db -> db.bulk(1, 4, 5, 6, 7)),
  MERGE(Session::merge),
  REOPEN(Session::reopen);

  private final Script.Body body;

  ShortStep(Script.Body body) {
    this.body = body;
  }

  /** All sequences of one to {@code most} steps. */
  static List<List<ShortStep>> sequences(int most) {
    List<List<ShortStep>> all = new ArrayList<>();
    List<List<ShortStep>> longest = List.of(List.of());
    for (int length = 1; length <= most; length++) {
      List<List<ShortStep>> longer = new ArrayList<>();
      for (List<ShortStep> before : longest) {
        for (ShortStep step : values()) {
          List<ShortStep> sequence = new ArrayList<>(before);
          sequence.add(step);
          longer.add(List.copyOf(sequence));
        }
      }
      all.addAll(longer);
      longest = longer;
    }
    return all;
  }

  static Script script(List<ShortStep> steps) {
    return new Script(
        steps.toString(),
        Setup.of(2),
        db -> {
          for (ShortStep step : steps) {
            step.body.run(db);
          }
          db.put(9);
        });
  }
}
