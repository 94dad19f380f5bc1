/**
 * Measuring a search: ground truth by plain arithmetic of its own, recall, latencies, test data.
 *
 * <p>May use {@code io.iqdb.tools.data} and the engine's doors; shares no distance code with the
 * engine, so that it can judge it. Searches and brute force run on threads of their own.
 */
@NullMarked
package io.iqdb.tools.measure;

import org.jspecify.annotations.NullMarked;
