/** The simulated disk. */
@NullMarked
package io.iqdb.store.sim;

import org.jspecify.annotations.NullMarked;
