/**
 * Filters: checked once, compiled once, evaluated on encoded metadata without decoding it. Uses the
 * vocabulary and the layout of {@code io.iqdb.format}; knows no file. Compiled filters are
 * immutable; callers' threads enter them, any number at once.
 */
@NullMarked
package io.iqdb.filter;

import org.jspecify.annotations.NullMarked;
