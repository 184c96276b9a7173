/** Names and paths of the files in a run's folder, from the file that Python reads too. */
import file from "../../../diffulizer/format/files.json";
import type { AttentionType } from "../run/types.ts";

export const METADATA = file.metadata;
export const METRICS = file.metrics;
export const LATENT_PCA = file.latent_pca;
export const VALIDATION = file.validation;
export const JSON_FILES = [METADATA, METRICS, LATENT_PCA, VALIDATION] as const;
export type JsonFile = (typeof JSON_FILES)[number];

export const LATENTS_NOISE = file.latents_noise;
/** Image pixels along each side of a latent cell. */
export const LATENT_PIXELS = file.latent_pixels;
/** The newest minor version of the format that this reader knows. */
export const NEWEST_MINOR = Number(file.schema_version.split(".")[1]);

/** Put values into a pattern of files.json: {name}, or {name:03} for a number with at least three digits. */
function fill(pattern: string, values: Readonly<Record<string, string | number>>): string {
  return pattern.replace(/\{(\w+)(?::0(\d))?\}/g, (_, name: string, digits = "0") =>
    String(values[name]).padStart(Number(digits), "0"),
  );
}

/** The path of a map, such as "attention/cross/layer_3_step_012_c1_h05.bin". */
export function mapPath(
  type: string,
  layer: string,
  step: number,
  condition: string,
  head: number | null,
): string {
  return fill(file.map, {
    attention_type: type,
    layer_id: layer,
    step,
    condition: condition === file.first_condition ? "" : fill(file.map_condition, { condition }),
    head: head === null ? "" : fill(file.map_head, { head }),
  });
}

export function isAttentionType(value: unknown): value is AttentionType {
  return value === "cross" || value === "self";
}
