import type { Run } from "../run/types.ts";

export type Align = "step" | "sigma";

/** Noise below it is none: a step that was evaluated there is as good as clean. */
const CLEAN = 1e-4;

/**
 * The step of `other` that belongs to each step of `run`. By step: the same number, or the last one. By sigma: the
 * step that was evaluated at the nearest noise level, distances being taken in ln σ; of equals the first. Without
 * noise levels (schema 1.0.0) steps are aligned by their number.
 */
export function alignSteps(
  run: Pick<Run, "steps" | "sigmas">,
  other: Pick<Run, "steps" | "sigmas">,
  by: Align,
): readonly number[] {
  const steps = Array.from({ length: run.steps }, (_, step) => step);
  const theirs = logs(other);
  const mine = logs(run);
  if (by === "step" || !mine || !theirs) return steps.map((step) => Math.min(step, other.steps - 1));
  return mine.map((level) => {
    const distances = theirs.map((candidate) => Math.abs(candidate - level));
    return distances.indexOf(Math.min(...distances));
  });
}

/** ln σ at which each step was evaluated. */
function logs({ steps, sigmas }: Pick<Run, "steps" | "sigmas">): readonly number[] | null {
  return sigmas && sigmas.slice(0, steps).map((sigma) => Math.log(Math.max(sigma, CLEAN)));
}
