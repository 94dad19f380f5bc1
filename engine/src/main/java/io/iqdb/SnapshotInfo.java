package io.iqdb;

import java.time.Instant;

/**
 * A snapshot that somebody holds.
 *
 * @param number ascends with the order in which they were taken
 * @param since when it was taken
 * @param sequence the highest sequence number that it sees
 * @param holder the name that it was given, or of the thread that took it
 */
public record SnapshotInfo(long number, Instant since, long sequence, String holder) {}
