/**
 * What every file of a database shares: names, header, footer, section table and checksums. Codecs
 * fill and read buffers; they know no file. Any thread may use these classes.
 */
@NullMarked
package io.iqdb.format;

import org.jspecify.annotations.NullMarked;
