package io.iqdb.store;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import java.io.IOException;
import java.util.Set;

/**
 * All the engine asks of a file system. Names are flat; nothing else in the engine opens a file.
 * Safe for use by several threads.
 *
 * <p>Durability of what was written needs {@link Output#sync}, durability of a name {@link
 * #syncNames}; neither implies the other ({@code spec/DURABILITY.md}).
 */
public interface Directory extends AutoCloseable {
  /**
   * The numbered files that exist now; anything else in the directory is not ours and is left out.
   */
  Set<FileName> list() throws IOException;

  /**
   * Names in the directory that are neither numbered files or directories of collections nor {@code
   * LOCK} nor {@code RESERVE}.
   */
  Set<String> strangers() throws IOException;

  /**
   * Creates a file for appending; fails with {@link java.nio.file.FileAlreadyExistsException} where
   * the name exists.
   *
   * @param reserve bytes to keep zero-filled and synced ahead of the position, in steps of this
   *     size; 0 for none
   */
  Output create(FileName name, long reserve) throws IOException;

  /** Length in bytes. */
  long length(FileName name) throws IOException;

  /** Opens a file for positional reads that no interrupt of a caller can break. */
  Input open(FileName name) throws IOException;

  /**
   * Maps a whole file for reading.
   *
   * @throws IOException where its length is not {@code expectedLength}, read from the same
   *     descriptor that is mapped
   */
  Mapping map(FileName name, long expectedLength) throws IOException;

  /**
   * Gives {@code temporary} its final name, atomically. Fails with {@link
   * java.nio.file.FileAlreadyExistsException} where {@code name} exists: then a second writer was
   * here. The file becomes read-only.
   */
  void publish(FileName temporary, FileName name) throws IOException;

  /** Removes a name; a missing one fails with {@link java.nio.file.NoSuchFileException}. */
  void delete(FileName name) throws IOException;

  /** Makes all creations, publications and deletions of names so far durable. */
  void syncNames() throws IOException;

  /** Links a file into another directory, or copies and syncs it where links are refused. */
  void linkTo(FileName name, Directory target) throws IOException;

  /** Bytes that may still be written. */
  long freeSpace() throws IOException;

  /** Bytes that {@code RESERVE} holds; 0 where there is no such file. */
  long reserved() throws IOException;

  /**
   * Makes {@code RESERVE} a file of {@code bytes} that take real space, in place of the one that is
   * there.
   *
   * @throws NoSpaceException where there is no room; then there is no such file
   */
  void reserve(long bytes) throws IOException;

  /** Removes {@code RESERVE}, where it is there: its space may be used. */
  void releaseReserve() throws IOException;

  /** The directories of collections that exist now, in the order of their numbers. */
  Set<CollectionName> children() throws IOException;

  /**
   * Creates the directory of a collection; {@link #syncNames} makes its name durable.
   *
   * @throws java.nio.file.FileAlreadyExistsException where the name exists
   */
  Directory createChild(CollectionName name) throws IOException;

  /**
   * The directory of a collection that exists.
   *
   * @throws java.nio.file.NoSuchFileException where it does not
   */
  Directory openChild(CollectionName name) throws IOException;

  /**
   * Removes the directory of a collection that nobody has open, with its {@code LOCK} and {@code
   * RESERVE}.
   *
   * @throws java.nio.file.DirectoryNotEmptyException where any other file is left in it
   */
  void deleteChild(CollectionName name) throws IOException;

  /**
   * Takes the one writer's lock of this directory.
   *
   * @throws LockHeldException where another opener has it, in this process or another one
   */
  WriterLock lock() throws IOException;

  /** Where this directory is, for messages. */
  String describe();

  @Override
  void close() throws IOException;
}
