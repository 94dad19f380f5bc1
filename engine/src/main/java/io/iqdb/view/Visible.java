package io.iqdb.view;

/**
 * What a search that starts now sees: published with one volatile store after each frame.
 *
 * @param view to be pinned before it is read
 * @param sequence the highest that is visible
 * @param live rows that live at it, those that expired and were not merged away included
 */
public record Visible(View view, long sequence, long live) {}
