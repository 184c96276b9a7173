import { decodeFloat16 } from "./float16.ts";
import { readNpz, type StoredArray } from "./npz.ts";
import type { LatentArray, Latents } from "../run/types.ts";

/** Arrays of the archive by the names that `Latents` gives them. */
export const ARRAYS = {
  latents: "latents",
  predictedNoise: "predicted_noise",
  predictedNoiseText: "predicted_noise_text",
  predictedNoiseUncond: "predicted_noise_uncond",
  x0: "x0",
  initial: "latent_initial",
} as const satisfies Record<keyof Latents, string>;

/** The arrays that can be used: [steps, C, h, w], and the initial latent [C, h, w]. @throws ReadError */
export function readLatents(archive: Uint8Array, path: string): Latents {
  const stored = new Map(readNpz(archive, path, Object.values(ARRAYS)).map((array) => [array.name, array]));
  const array = (key: keyof Latents, dimensions: number): LatentArray | null => {
    const found = stored.get(ARRAYS[key]);
    return found?.shape.length === dimensions ? decode(found) : null;
  };
  return {
    latents: array("latents", 4),
    predictedNoise: array("predictedNoise", 4),
    predictedNoiseText: array("predictedNoiseText", 4),
    predictedNoiseUncond: array("predictedNoiseUncond", 4),
    x0: array("x0", 4),
    initial: array("initial", 3),
  };
}

/** float16 as the format says; float32 and float64, of other writers, are read too. */
function decode({ type, shape, bytes }: StoredArray): LatentArray | null {
  if (type === "<f2") return { shape, data: decodeFloat16(bytes) };
  const buffer = bytes.slice().buffer; // typed arrays start at multiples of their size
  if (type === "<f4") return { shape, data: new Float32Array(buffer) };
  if (type === "<f8") return { shape, data: Float32Array.from(new Float64Array(buffer)) };
  return null;
}
