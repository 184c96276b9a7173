/** What runs along the axis of curves, and where each step of a run stands on it. */
import { useMemo } from "react";

import { type Axis, SIGMA_AXIS, STEP_AXIS } from "../charts/LinePlot.tsx";
import type { Run } from "../run/types.ts";
import { useSeen } from "../state/sight.ts";

export interface StepAxis {
  readonly axis: Axis;
  at(run: Run): readonly number[];
}

/** Steps, unless two runs with noise levels are compared by them. */
export function useStepAxis(): StepAxis {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(() => {
    const bySigma = align === "sigma" && primary?.sigmas != null && compared?.sigmas != null;
    const places = new WeakMap<Run, readonly number[]>();
    return {
      axis: bySigma ? SIGMA_AXIS : STEP_AXIS,
      at: (run: Run) => {
        const known = places.get(run);
        if (known) return known;
        const steps = Array.from({ length: run.steps }, (_, i) => i + 1);
        const made = bySigma && run.sigmas ? run.sigmas.slice(0, run.steps) : steps;
        places.set(run, made);
        return made;
      },
    };
  }, [primary, compared, align]);
}
