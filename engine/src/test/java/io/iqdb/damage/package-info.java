/** What becomes of a database when bytes, files and names change behind its back. */
@NullMarked
package io.iqdb.damage;

import org.jspecify.annotations.NullMarked;
