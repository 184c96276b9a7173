/** Which step of the run compared with belongs to a step of the one shown. */
import { useMemo } from "react";

import type { Run } from "../run/types.ts";
import type { Level } from "../format/channels.ts";
import { type Align, alignSteps } from "../maths/align.ts";
import { useSeen } from "../state/store.ts";

/**
 * The compared run's step for each step of the primary one: of predictions and attention by the noise level at which they
 * were evaluated, of latents by the one stepped to.
 */
export type Alignment = Readonly<Record<Level, readonly number[]>>;

const NONE: Alignment = { evaluated: [], stepped: [] };

/** The pairs of both levels; none while there is nothing to compare. */
export function useAlignment(): Alignment {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(
    () => (primary && compared ? alignmentOf(primary, compared, align) : NONE),
    [primary, compared, align],
  );
}

export function alignmentOf(run: Run, other: Run, by: Align): Alignment {
  return {
    evaluated: alignSteps(run, other, by, "evaluated"),
    stepped: alignSteps(run, other, by, "stepped"),
  };
}
