package io.iqdb.store.sim;

import io.iqdb.format.CollectionName;
import io.iqdb.format.FileName;
import io.iqdb.store.Directory;
import io.iqdb.store.Input;
import io.iqdb.store.Mapping;
import io.iqdb.store.Output;
import io.iqdb.store.WriterLock;
import java.io.IOException;
import java.util.Set;

/** Passes every call on; wrappers override what they are about. */
public abstract class ForwardingDirectory implements Directory, LinkTarget {
  private final Directory inner;

  /** Passes calls to {@code inner}. */
  protected ForwardingDirectory(Directory inner) {
    this.inner = inner;
  }

  /** Where calls go. */
  public Directory inner() {
    return inner;
  }

  @Override
  public Set<FileName> list() throws IOException {
    return inner().list();
  }

  @Override
  public Set<String> strangers() throws IOException {
    return inner().strangers();
  }

  @Override
  public Output create(FileName name, long reserve) throws IOException {
    return inner().create(name, reserve);
  }

  @Override
  public long length(FileName name) throws IOException {
    return inner().length(name);
  }

  @Override
  public Input open(FileName name) throws IOException {
    return inner().open(name);
  }

  @Override
  public Mapping map(FileName name, long expectedLength) throws IOException {
    return inner().map(name, expectedLength);
  }

  @Override
  public void publish(FileName temporary, FileName name) throws IOException {
    inner().publish(temporary, name);
  }

  @Override
  public void delete(FileName name) throws IOException {
    inner().delete(name);
  }

  @Override
  public void syncNames() throws IOException {
    inner().syncNames();
  }

  @Override
  public void linkTo(FileName name, Directory target) throws IOException {
    inner().linkTo(name, target);
  }

  @Override
  public void acceptLink(FileName name, Content content, boolean synced) throws IOException {
    LinkTarget.link(inner(), name, content, synced);
  }

  @Override
  public long freeSpace() throws IOException {
    return inner().freeSpace();
  }

  @Override
  public long reserved() throws IOException {
    return inner().reserved();
  }

  @Override
  public void reserve(long bytes) throws IOException {
    inner().reserve(bytes);
  }

  @Override
  public void releaseReserve() throws IOException {
    inner().releaseReserve();
  }

  @Override
  public Set<CollectionName> children() throws IOException {
    return inner().children();
  }

  @Override
  public Directory createChild(CollectionName name) throws IOException {
    return wrap(inner().createChild(name));
  }

  @Override
  public Directory openChild(CollectionName name) throws IOException {
    return wrap(inner().openChild(name));
  }

  /** What a child is seen as; wrappers whose matter goes on inside it wrap it, too. */
  protected Directory wrap(Directory child) {
    return child;
  }

  @Override
  public void deleteChild(CollectionName name) throws IOException {
    inner().deleteChild(name);
  }

  @Override
  public WriterLock lock() throws IOException {
    return inner().lock();
  }

  @Override
  public String describe() {
    return inner().describe();
  }

  @Override
  public void close() throws IOException {
    inner().close();
  }
}
