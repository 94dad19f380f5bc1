/**
 * The one family of exceptions that leaves the store, each with a stable {@link
 * io.iqdb.error.ErrorCode}. Any thread may use these classes.
 */
@NullMarked
package io.iqdb.error;

import org.jspecify.annotations.NullMarked;
