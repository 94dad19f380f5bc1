/**
 * The doors: open a database, write, search, look inside.
 *
 * <p>Wires the packages below and translates what they throw ({@code IOException} ends here); owns
 * no algorithm. Any thread may enter unless a class says otherwise.
 *
 * <pre>{@code
 * try (Iqdb db = Iqdb.open(Path.of("library"), IqdbConfig.of(3, DistanceMetric.COSINE))) {
 *   db.upsert(VectorId.of(1), Vector.of(0.1f, 0.9f, 0.2f), Metadata.of("lang", Value.of("en")));
 *   db.upsert(VectorId.of(2), Vector.of(0.8f, 0.1f, 0.1f), Metadata.of("lang", Value.of("de")));
 *   List<Hit> hits = db.search(Query.of(Vector.of(0.2f, 0.8f, 0.2f), 10)
 *       .filter(Filter.eq("lang", Value.of("en"))));
 * }
 * }</pre>
 */
@NullMarked
package io.iqdb;

import org.jspecify.annotations.NullMarked;
