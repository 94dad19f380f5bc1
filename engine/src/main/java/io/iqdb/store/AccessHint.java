package io.iqdb.store;

/** How a range of a mapping is going to be read. */
public enum AccessHint {
  /** No particular order. */
  NORMAL,
  /** From front to back: read ahead. */
  SEQUENTIAL,
  /** Here and there: read no more than asked. */
  RANDOM,
  /** Soon and wholly: fetch it now. */
  WILL_NEED,
  /** At once, by whoever must not wait: fetch it and map its pages before this returns. */
  POPULATE
}
