/** Tests of merging in an open database, held to models. */
@NullMarked
package io.iqdb.merging;

import org.jspecify.annotations.NullMarked;
