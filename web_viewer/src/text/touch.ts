/** Whether a finger is what points here: then texts say "tap", no place is pointed at, and no key is pressed. */
export const touched = (): boolean => matchMedia("(pointer: coarse)").matches;
