package io.iqdb.view;

/**
 * What a search that starts now sees: published with one volatile store after each frame.
 *
 * @param view to be pinned before it is read
 * @param sequence the highest that is visible
 * @param live records that live at it
 */
public record Visible(View view, long sequence, long live) {}
