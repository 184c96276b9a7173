/** Which step of one run belongs to which of another. Held to `align_steps` of Python by its values. */
import type { Run } from "../run/types.ts";
import { sameScale } from "../run/prediction.ts";
import type { Level } from "../format/channels.ts";

/** By what steps are in their places: their number, or their noise level. */
export type Align = "step" | "sigma";

type Sampled = Pick<Run, "steps" | "sigmas"> & Partial<Pick<Run, "generator">>;

/** Noise below it is none: a step that was evaluated there is as good as clean. */
const CLEAN = 1e-4;

/**
 * A noise level for each step of a run: predictions and attention have the level of the evaluation, latents the one
 * that was stepped to. Null for a run that does not hold them (schema 1.0.0, or a pass that is still sampled).
 */
export function levelsOf({ steps, sigmas }: Sampled, level: Level): readonly number[] | null {
  const first = level === "stepped" ? 1 : 0;
  return sigmas && sigmas.length >= first + steps ? sigmas.slice(first, first + steps) : null;
}

/**
 * By what steps stand in charts, and beside those of a run that is compared: as a person chose, as far as the runs hold
 * their noise levels and these mean the same. Unless anything is chosen, by noise where two schedules differ: of one schedule a step is enough.
 */
export function alignBy(chosen: Align | null, run: Sampled, other: Sampled | null): Align {
  const levels = [run, ...(other ? [other] : [])].map((r) => levelsOf(r, "stepped") && r.sigmas);
  if (levels.includes(null) || (other && !sameScale(run, other))) return "step";
  return chosen ?? (new Set(levels.map(String)).size > 1 ? "sigma" : "step");
}

/**
 * The other run's step for each step of a run.
 *
 * @param by "sigma": the step of the nearest noise level, in ln σ, of equals the first. "step", or where a run does not
 *   hold its noise levels: the step of the same number, or the last one.
 * @param level which noise level of both runs counts.
 */
export function alignSteps(run: Sampled, other: Sampled, by: Align, level: Level): readonly number[] {
  const [mine, theirs] = [levelsOf(run, level), levelsOf(other, level)];
  if (by === "step" || !mine || !theirs)
    return Array.from({ length: run.steps }, (_, step) => Math.min(step, other.steps - 1));
  return mine.map((sigma) => nearestLevel(theirs, sigma));
}

/** The index of the noise level nearest to one, in ln σ; of equals the first, -1 of none. */
export function nearestLevel(sigmas: readonly number[], sigma: number): number {
  const wanted = logarithm(sigma);
  const distances = sigmas.map((candidate) => Math.abs(logarithm(candidate) - wanted));
  return distances.indexOf(Math.min(...distances));
}

/** A noise level between those of two steps, or at one of them: `Between` of Python. */
export interface Between {
  readonly first: number;
  readonly second: number;
  /** Part of the second, 0 to 1. */
  readonly weight: number;
}

/** Where each noise level lies between the other run's steps, linearly in σ. Held to `between_steps` of Python by its values. */
export function betweenSteps(run: Sampled, other: Sampled, by: Align, level: Level): readonly Between[] {
  const [mine, theirs] = [levelsOf(run, level), levelsOf(other, level)];
  return alignSteps(run, other, by, level).map((step, i) => {
    const sigma = mine?.[i];
    const found = by === "sigma" && theirs && sigma !== undefined ? between(sigma, theirs) : null;
    return found ?? { first: step, second: step, weight: 0 };
  });
}

function between(sigma: number, others: readonly number[]): Between | null {
  for (const [step, high] of others.entries()) {
    const low = others[step + 1];
    if (low === undefined || !(high >= sigma && sigma >= low && high > low)) continue;
    const weight = (high - sigma) / (high - low);
    if (weight === 1) return { first: step + 1, second: step + 1, weight: 0 };
    return { first: step, second: step + (weight > 0 ? 1 : 0), weight };
  }
  return null;
}

const logarithm = (sigma: number) => Math.log(Math.max(sigma, CLEAN));

/**
 * The compared run's step for each step of the primary one: of predictions and attention by the noise level at which they
 * were evaluated, of latents by the one stepped to.
 */
export type Alignment = Readonly<Record<Level, readonly number[]>>;

/** The pairs of both levels. */
export function alignmentOf(run: Sampled, other: Sampled, by: Align): Alignment {
  return {
    evaluated: alignSteps(run, other, by, "evaluated"),
    stepped: alignSteps(run, other, by, "stepped"),
  };
}
