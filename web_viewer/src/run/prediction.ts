/** What the model of a run predicts, and with what guidance it was sampled. */
import type { Run } from "./types.ts";
import { text } from "../text/text.ts";

/** As `prediction` of a run says it. */
const FLOW = "flow";

type Made = Partial<Pick<Run, "generator">>;

/**
 * Whether the model predicts a flow: the velocity, which is noise minus picture. Its noise levels go from 1 to 0, and a latent
 * is (1 − σ)·x₀ + σ·noise; other models have x₀ + σ·noise.
 */
export function isFlow({ generator }: Made): boolean {
  return generator?.prediction === FLOW;
}

/** What such a model predicts, for people. */
export const VELOCITY = "velocity (noise minus picture)";

/** Whether noise levels of two runs mean the same. */
export function sameScale(a: Made, b: Made): boolean {
  return isFlow(a) === isFlow(b);
}

/** Why nothing of guidance is there: its scale is 1, and no step evaluated a negative prompt. Null of other runs. */
export function whyUnguided({ generator, metrics }: Pick<Run, "generator" | "metrics">): string | null {
  const guided = metrics.series.get("guidance_l2_norm")?.some((value) => value !== null);
  return generator.cfg_scale === 1 && !guided
    ? text("Sampled at guidance 1: no negative prompt took part.")
    : null;
}
