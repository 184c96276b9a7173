/** Where things lie within a run's folder, and what they are called. */
import type { AttentionType } from "../run/types.ts";

export const METADATA = "metadata.json";
export const METRICS = "metrics.json";
export const LATENT_PCA = "latent_pca.json";
export const VALIDATION = "validation.json";
export const JSON_FILES = [METADATA, METRICS, LATENT_PCA, VALIDATION] as const;
export type JsonFile = (typeof JSON_FILES)[number];

export const LATENTS_NOISE = "latents_noise_fp16.npz";
/** Image pixels along each side of a latent cell. */
export const LATENT_PIXELS = 8;
/** The newest schema that this reader knows is 1.1. */
export const NEWEST_MINOR = 1;

const digits = (value: number, count: number) => String(value).padStart(count, "0");

/** The path of a map, such as "attention/cross/layer_3_step_012_c1_h05.bin". */
export function mapPath(
  type: string,
  layer: string,
  step: number,
  condition: string,
  head: number | null,
): string {
  const of = condition === "c0" ? "" : `_${condition}`;
  const single = head === null ? "" : `_h${digits(head, 2)}`;
  return `attention/${type}/${layer}_step_${digits(step, 3)}${of}${single}.bin`;
}

export function isAttentionType(value: unknown): value is AttentionType {
  return value === "cross" || value === "self";
}
