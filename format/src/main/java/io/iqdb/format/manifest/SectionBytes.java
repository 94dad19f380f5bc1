package io.iqdb.format.manifest;

import java.nio.ByteBuffer;

/**
 * A section and where it was read from.
 *
 * @param offset in the file
 * @param bytes what remains is the section
 */
public record SectionBytes(long offset, ByteBuffer bytes) {}
