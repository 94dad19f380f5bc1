/**
 * Crashes, faults and random operations against the whole engine, on the simulated disk and on real
 * files. A {@link io.iqdb.crash.Session} runs a script of operations and keeps the {@link
 * io.iqdb.crash.History} that {@link io.iqdb.crash.PrefixVerifier} holds every recovery to.
 */
@NullMarked
package io.iqdb.crash;

import org.jspecify.annotations.NullMarked;
