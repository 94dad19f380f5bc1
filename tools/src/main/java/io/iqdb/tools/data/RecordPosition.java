package io.iqdb.tools.data;

/**
 * How far a source was read.
 *
 * @param record number of the next record, from 0
 * @param offset where the block of that record ends, in bytes from the beginning of the file
 */
public record RecordPosition(long record, long offset) {}
