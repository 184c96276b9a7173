/** What runs along the axis of curves, and where each step of a run stands on it. */
import { useMemo } from "react";

import { type Axis, SIGMA_AXIS, STEP_AXIS } from "../charts/LinePlot.tsx";
import type { Run } from "../run/types.ts";
import type { Level } from "../format/channels.ts";
import { type Align, levelsOf } from "../maths/align.ts";
import { useSeen } from "../state/store.ts";

export interface StepAxis {
  readonly axis: Axis;
  /** Where values of the level given stand: one number for each step, the same list each time. */
  at(run: Run, level: Level): readonly number[];
}

/** Steps, unless two runs with noise levels are compared by them. */
export function useStepAxis(): StepAxis {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(() => stepAxis(primary, compared, align), [primary, compared, align]);
}

/** The axis for a run, and for the one that it is compared with by noise level or by step. */
export function stepAxis(primary: Run | null, compared: Run | null, align: Align): StepAxis {
  const bySigma =
    align === "sigma" && [primary, compared].every((run) => run && levelsOf(run, "stepped") !== null);
  const known: Record<Level, WeakMap<Run, readonly number[]>> = {
    evaluated: new WeakMap(),
    stepped: new WeakMap(),
  };
  const numbers = (run: Run) => Array.from({ length: run.steps }, (_, step) => step + 1);
  return {
    axis: bySigma ? SIGMA_AXIS : STEP_AXIS,
    at: (run, level) => {
      const there = known[level].get(run);
      if (there) return there;
      const made = (bySigma ? levelsOf(run, level) : null) ?? numbers(run);
      known[level].set(run, made);
      return made;
    },
  };
}
