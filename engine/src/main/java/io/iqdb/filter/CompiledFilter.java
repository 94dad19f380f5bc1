package io.iqdb.filter;

import io.iqdb.format.MalformedException;
import io.iqdb.types.Filter;
import java.util.Objects;

/**
 * A filter with its names and literals encoded, which evaluates encoded metadata where it lies.
 * Immutable; any thread may evaluate it, and evaluating allocates nothing.
 *
 * <p>A leaf is false where its field is absent, the kinds differ or either side is NaN, {@link
 * Filter.Ne} included; null equals null. Leaves compare scalars, to which bytes belong (ordered
 * like strings by unsigned bytes); an array or an object as literal matches nothing. A field {@code
 * a.b} is the field of that whole name, or else the field {@code b} of the object {@code a}, at any
 * depth; where several dots lead to a value, the last of them wins.
 */
public final class CompiledFilter {
  private static final byte[] EMPTY = {0};

  private final Condition condition;
  private final boolean withoutMetadata;

  private CompiledFilter(Condition condition) {
    this.condition = condition;
    this.withoutMetadata = condition.holds(EMPTY, 0, EMPTY.length);
  }

  /**
   * Validates and compiles.
   *
   * @throws io.iqdb.error.InvalidFilterException as {@link FilterValidator#validate} does
   */
  public static CompiledFilter compile(Filter filter) {
    FilterValidator.validate(filter);
    return new CompiledFilter(Condition.of(filter));
  }

  /**
   * Whether the metadata encoded in {@code buffer[offset .. offset + length)} matches. Reads
   * nothing else. Looks at what it needs only: damage elsewhere in the bytes is not found here.
   *
   * @param length -1: the record has no metadata, which no filter can tell from empty metadata; the
   *     buffer is not looked at
   * @throws MalformedException if the bytes do not follow their layout
   */
  public boolean matches(byte[] buffer, int offset, int length) {
    if (length == -1) {
      return withoutMetadata;
    }
    Objects.checkFromIndexSize(offset, length, buffer.length);
    try {
      return condition.holds(buffer, offset, offset + length);
    } catch (MalformedException damage) {
      // known by its index of the buffer, told by its offset in the metadata
      throw new MalformedException(damage.expected(), damage.found(), damage.offset() - offset);
    }
  }
}
