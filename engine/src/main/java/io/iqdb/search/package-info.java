/**
 * What a search is made of: collecting the nearest. Owns scratch memory that is reused from search
 * to search, nothing else. One thread at a time enters an object of this package.
 */
@NullMarked
package io.iqdb.search;

import org.jspecify.annotations.NullMarked;
