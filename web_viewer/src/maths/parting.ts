import rules from "../../../diffulizer/format/verdict.json";
import type { Series } from "../run/types.ts";

const HALF = 0.5;

/**
 * The step, from 0, from which on two predictions are at least half as far apart as at the end; null if they end alike. Far
 * apart is the distance of the two directions, √(2 − 2 cos). docs/dataset.md, Removals.
 *
 * @param cosines of the predicted clean latents at each step, null where it was not measured.
 */
export function halfway(cosines: Series): number | null {
  const far = cosines.flatMap((value, step) =>
    value === null ? [] : [{ step, value, distance: Math.sqrt(Math.max(0, 2 - 2 * value)) }],
  );
  const end = far.at(-1);
  if (!end || 1 - end.value <= rules.rounding) return null;
  const near = far.reduce((last, { distance }, i) => (distance < HALF * end.distance ? i : last), -1);
  return far[near + 1]?.step ?? null;
}
