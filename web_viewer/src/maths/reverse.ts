/**
 * What a sampler's step did, beside what the two formulas say.
 *
 * In sigma-scaled space the probability-flow ODE of a variance-exploding process is dx/dσ = ε (Karras et al. 2022, eq. 1
 * with s = 1, σ = t); Euler's method steps x ← x + (σ′ − σ)·ε.
 */
import type { LatentArray, Latents } from "../run/types.ts";
import { cosine, l2Distance, l2Norm } from "./vectors.ts";

export interface ReverseStep {
  readonly sigma: number;
  readonly next: number;
  /** Norms of the latent before and after the step, of the predicted noise and of the predicted clean latent. */
  readonly before: number;
  readonly after: number;
  readonly noise: number;
  readonly clean: number;
  /** ‖x after − Euler's step‖ / ‖x after‖: 0 (but for rounding to float16) when the sampler takes Euler's step. */
  readonly beyondEuler: number;
}

/** The numbers of one step, or null where an array or a noise level of it is missing. */
export function reverseStep(
  latents: Latents,
  sigmas: readonly number[] | null,
  step: number,
): ReverseStep | null {
  const x = step > 0 ? at(latents.latents, step - 1) : latents.initial?.data;
  const after = at(latents.latents, step);
  const noise = at(latents.predictedNoise, step);
  const clean = at(latents.x0, step);
  const sigma = sigmas?.[step];
  const next = sigmas?.[step + 1];
  if (!x || !after || !noise || sigma === undefined || next === undefined) return null;
  let difference = 0;
  for (let i = 0; i < after.length; i++) {
    const euler = (x[i] ?? NaN) + (next - sigma) * (noise[i] ?? NaN);
    difference += ((after[i] ?? NaN) - euler) ** 2;
  }
  const size = l2Norm(after);
  return {
    sigma,
    next,
    before: l2Norm(x),
    after: size,
    noise: l2Norm(noise),
    clean: clean ? l2Norm(clean) : NaN,
    beyondEuler: Math.sqrt(difference) / size,
  };
}

export interface Guidance {
  readonly text: number;
  readonly uncond: number;
  readonly difference: number;
  /** Null where one of them is zero. */
  readonly cosine: number | null;
  readonly guided: number;
  /** ‖ε − (ε_uncond + s (ε_text − ε_uncond))‖ / ‖ε‖: larger than rounding where another patch changes guidance. */
  readonly beyondPlain: number;
}

/** Classifier-free guidance at one step (Ho and Salimans 2022, eq. 6, with s = 1 + w), or null where a side is missing. */
export function guidanceStep(latents: Latents, scale: number, step: number): Guidance | null {
  const text = at(latents.predictedNoiseText, step);
  const uncond = at(latents.predictedNoiseUncond, step);
  const guided = at(latents.predictedNoise, step);
  if (!text || !uncond || !guided) return null;
  let beyond = 0;
  for (let i = 0; i < text.length; i++) {
    const [t, u] = [text[i] ?? NaN, uncond[i] ?? NaN];
    beyond += ((guided[i] ?? NaN) - (u + scale * (t - u))) ** 2;
  }
  return {
    text: l2Norm(text),
    uncond: l2Norm(uncond),
    difference: l2Distance(text, uncond),
    cosine: cosine(text, uncond),
    guided: l2Norm(guided),
    beyondPlain: Math.sqrt(beyond) / l2Norm(guided),
  };
}

/** One step of a [steps, C, h, w] array. */
export function at(array: LatentArray | null, step: number): Float32Array | null {
  if (!array) return null;
  const [, ...rest] = array.shape;
  const size = rest.reduce((product, n) => product * n, 1);
  const end = (step + 1) * size;
  return end <= array.data.length ? array.data.subarray(step * size, end) : null;
}
