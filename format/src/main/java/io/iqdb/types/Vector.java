package io.iqdb.types;

import io.iqdb.error.InvalidVectorException;
import java.util.Arrays;

/** A dense float32 vector of at least one component, all of them finite. Immutable. */
public final class Vector {
  private final float[] components;

  private Vector(float[] components) {
    this.components = components;
  }

  /**
   * A vector of a copy of {@code components}. Zero, -0.0 and subnormal components are accepted.
   *
   * @throws InvalidVectorException where there is none, or one is NaN or infinite
   */
  public static Vector of(float... components) {
    return checked(components.clone());
  }

  /**
   * Checks what {@link #of} checks, without copying.
   *
   * @throws InvalidVectorException where {@code components} make no vector
   */
  public static void requireValid(float[] components) {
    if (components.length == 0) {
      throw new InvalidVectorException("vector is empty");
    }
    for (int i = 0; i < components.length; i++) {
      if (!Float.isFinite(components[i])) {
        throw new InvalidVectorException(
            "component " + i + " of " + components.length + " is not finite");
      }
    }
  }

  private static Vector checked(float[] owned) {
    requireValid(owned);
    return new Vector(owned);
  }

  /** The number of components, at least 1. */
  public int dimension() {
    return components.length;
  }

  /** Component {@code index}, from 0. */
  public float get(int index) {
    return components[index];
  }

  /** A copy of the components. */
  public float[] toArray() {
    return components.clone();
  }

  /** Copies the components into {@code target} from {@code offset} on; allocates nothing. */
  public void copyInto(float[] target, int offset) {
    System.arraycopy(components, 0, target, offset, components.length);
  }

  /** Whether all components are equal as numbers: 0.0 equals -0.0. */
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Vector vector) || vector.components.length != components.length) {
      return false;
    }
    for (int i = 0; i < components.length; i++) {
      if (components[i] != vector.components[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (float component : components) {
      hash = 31 * hash + Float.hashCode(component + 0.0f); // -0.0 + 0.0 is 0.0
    }
    return hash;
  }

  /** The dimension and the first components. */
  @Override
  public String toString() {
    return "Vector("
        + components.length
        + ")"
        + Arrays.toString(Arrays.copyOf(components, Math.min(4, components.length)));
  }
}
