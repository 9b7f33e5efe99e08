// Small drawings that are not letters, so that no font can be missing: lock, opener, tick.

/** A padlock in a box of 10 × 12. */
export const LOCK = "M1 5.5H9V11.5H1ZM2.75 5.5V3.5A2.25 2.25 0 0 1 7.25 3.5V5.5";
/** Points down, in a box of 8 × 5; turned over when opened. */
export const OPENER = "M0.5 0.5L4 4L7.5 0.5";
