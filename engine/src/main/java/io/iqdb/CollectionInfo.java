package io.iqdb;

/**
 * One collection of a {@link Catalog}.
 *
 * @param name what it is called
 * @param config what it was created with
 * @param open whether the catalog has it open now
 */
public record CollectionInfo(String name, IqdbConfig config, boolean open) {}
