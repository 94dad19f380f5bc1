package io.iqdb.sealed;

import java.util.UUID;

/**
 * What a manifest says of a file that it names.
 *
 * @param database the database that the file belongs to
 * @param length in bytes
 * @param salt in its header
 */
public record Expectation(UUID database, long length, long salt) {}
