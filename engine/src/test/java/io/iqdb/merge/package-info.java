/** Tests of the parts of merging, each by itself. */
@NullMarked
package io.iqdb.merge;

import org.jspecify.annotations.NullMarked;
