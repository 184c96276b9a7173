import rules from "../../../diffulizer/format/verdict.json";
import type { Series } from "../run/types.ts";

/** Cosine of two predicted clean latents below which their pictures count as parted. */
export const PARTED = rules.parted;

/**
 * The step, from 0, from which on the cosine stays below PARTED; null if it does not until the end. Held to `parting` of
 * Python by its values.
 *
 * @param cosines of the predicted clean latents at each step, null where it was not measured.
 */
export function parting(cosines: Series): number | null {
  const close = cosines.reduce<number>(
    (last, value, i) => (value !== null && value >= PARTED ? i : last),
    -1,
  );
  const step = cosines.findIndex((value, i) => value !== null && i > close);
  return step < 0 ? null : step;
}
