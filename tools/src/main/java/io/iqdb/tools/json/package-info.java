/**
 * JSON as the command line reads and writes it: metadata values, records, filters and reports.
 *
 * <p>May use {@code io.iqdb.types} and Jackson's streaming core, which no other package of the
 * tools needs to know. No input or output of files; any thread may use these classes.
 */
@NullMarked
package io.iqdb.tools.json;

import org.jspecify.annotations.NullMarked;
