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
export const REMOVAL_CHANGE = file.removal_change;

/** The picture without a word, by its number: "removals/word_000.png". */
export function removalPath(word: number): string {
  return file.removal.replace("{word:03}", String(word).padStart(3, "0"));
}

/** What readers bound before they read. */
export const LIMITS = file.limits;
/** The newest minor version of the format that this reader knows. */
export const NEWEST_MINOR = Number(file.schema_version.split(".")[1]);

export function isAttentionType(value: unknown): value is AttentionType {
  return value === "cross" || value === "self";
}
