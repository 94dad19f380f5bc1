package io.iqdb.inspect;

import io.iqdb.catalog.CatalogReader;
import io.iqdb.format.catalog.CatalogData;
import io.iqdb.format.catalog.CollectionEntry;
import io.iqdb.sealed.SealedFile;
import java.io.IOException;
import java.util.List;

/** Shows which collections a catalog names. */
final class CatalogDump {
  private final SealedFile file;
  private final Extent extent;

  CatalogDump(SealedFile file, Extent extent) {
    this.file = file;
    this.extent = extent;
  }

  void into(Node node) throws IOException {
    CatalogData catalog = CatalogReader.read(file);
    List<CollectionEntry> all = catalog.collections();
    node.put("nextCollection", catalog.nextCollection());
    node.putList(
        "collections",
        all.stream()
            .skip(extent.skip())
            .limit(extent.limit())
            .map(CatalogDump::collection)
            .toList(),
        all.size() - Math.min(all.size(), extent.skip()) - extent.limit());
  }

  private static Object collection(CollectionEntry entry) {
    return new Node()
        .put("name", entry.name())
        .put("directory", entry.directory().toString())
        .put("dimension", entry.config().dimension())
        .put("metric", entry.config().metric().name())
        .put("index", entry.config().index().name())
        .toMap();
  }
}
