package io.iqdb.policy;

import io.iqdb.error.InvalidConfigException;

/** Checks fields of policies; the message names the field, its value and its range. */
final class Range {
  private Range() {}

  static void check(String field, long value, long least, long most) {
    if (value < least || value > most) {
      throw new InvalidConfigException(
          field + " " + value + " is outside " + least + " to " + most);
    }
  }

  /** Both ends belong to the range; NaN belongs to none. */
  static void check(String field, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InvalidConfigException(
          field + " " + value + " is outside " + least + " to " + most);
    }
  }
}
