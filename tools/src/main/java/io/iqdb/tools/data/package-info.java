/**
 * What the readers of the users' own files share: records in blocks, positions, identities, errors.
 *
 * <p>Sources read a file front to back in blocks of bounded size, whatever its length; one thread
 * reads a source, any thread may parse a block. Knows no database and no format.
 */
@NullMarked
package io.iqdb.tools.data;

import org.jspecify.annotations.NullMarked;
