/** What runs along the axis of charts over the steps, by the one choice of the view: the step, or the noise level. */
import { useMemo } from "react";

import { type Axis, SIGMA_AXIS, STEP_AXIS } from "../charts/LinePlot.tsx";
import { type MatrixHeads, stepHeads } from "../charts/Matrix.tsx";
import type { Level } from "../format/channels.ts";
import { type Align, alignBy, levelsOf } from "../maths/align.ts";
import { sameScale } from "../run/prediction.ts";
import type { Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { readable } from "../text/numbers.ts";

export interface StepAxis {
  readonly axis: Axis;
  /** Where values of the level given stand: one number for each step, the same list each time. */
  at(run: Run, level: Level): readonly number[];
}

export function useStepAxis(): StepAxis {
  const primary = useSeen((s) => s.primary);
  const compared = useSeen((s) => s.compared);
  const align = useSeen((s) => s.align);
  return useMemo(() => stepAxis(primary, compared, align), [primary, compared, align]);
}

/** Said where noise levels were chosen and can't be had. */
const NO_LEVELS: Axis = { ...STEP_AXIS, name: "step (noise levels were not recorded)" };
const OTHER_LEVELS: Axis = { ...STEP_AXIS, name: "step (noise levels of the two mean different things)" };

/** The axis for a run, and for the one that it is compared with. */
export function stepAxis(primary: Run | null, compared: Run | null, chosen: Align | null): StepAxis {
  const bySigma = primary !== null && alignBy(chosen, primary, compared) === "sigma";
  const apart = primary !== null && compared !== null && !sameScale(primary, compared);
  const known: Record<Level, WeakMap<Run, readonly number[]>> = {
    evaluated: new WeakMap(),
    stepped: new WeakMap(),
  };
  const numbers = (run: Run) => Array.from({ length: run.steps }, (_, step) => step + 1);
  return {
    axis: bySigma ? SIGMA_AXIS : chosen === "sigma" ? (apart ? OTHER_LEVELS : NO_LEVELS) : STEP_AXIS,
    at: (run, level) => {
      const there = known[level].get(run);
      if (there) return there;
      const made = (bySigma ? levelsOf(run, level) : null) ?? numbers(run);
      known[level].set(run, made);
      return made;
    },
  };
}

/** Columns of steps: equally wide, so that noise levels can be written above them, and not set their places. */
export interface StepColumns {
  readonly heads: MatrixHeads;
  nameOf(column: number): string;
}

export function useStepColumns(run: Run): StepColumns {
  return useColumns(
    run,
    useMemo(() => Array.from({ length: run.steps }, (_, step) => step), [run]),
  );
}

/** Columns of the steps that have effects of words. */
export function useEffectColumns(run: Run): StepColumns {
  return useColumns(run, run.effectSteps);
}

function useColumns(run: Run, steps: readonly number[]): StepColumns {
  const { axis } = useStepAxis();
  return useMemo(() => {
    const levels = axis.falling ? levelsOf(run, "evaluated") : null;
    const nameOf = (column: number) => `step ${String((steps[column] ?? column) + 1)}`;
    if (!levels) return { heads: stepHeads(steps.map((step) => step + 1)), nameOf };
    const own = steps.map((step) => levels[step] ?? NaN);
    return {
      heads: stepHeads(own, true),
      nameOf: (column) =>
        `${nameOf(column)}, noise level ${readable(own[column])} (columns are steps, all as wide)`,
    };
  }, [run, steps, axis]);
}
