import type { Content } from "./content.ts";
import type { ByLayer, LatentPca, Metrics, Series } from "../run/types.ts";
import { asList, asNumber, asObject } from "./untrusted.ts";

/** Channels of one number a step. */
export const SERIES = [
  "latent_l2_norm",
  "predicted_noise_l2_norm",
  "predicted_noise_text_l2_norm",
  "predicted_noise_uncond_l2_norm",
  "guidance_l2_norm",
  "guidance_cosine",
  "cosine_similarity_to_previous",
  "x0_change_l2",
  "attention_kl_divergence",
] as const;

/** metrics.json with as many entries as there are steps; what is missing or no number is null. */
export function readMetrics(content: Content, steps: number): Metrics {
  const { metrics } = content;
  const tokens = content.tokens.length || null;
  const entries = (key: string) => perStep(metrics[key], steps);
  const lists = (key: string) => entries(key).map((value) => listOf(value, tokens));
  const has = (key: string) => Array.isArray(metrics[key]);
  const spatial = byLayer(content, "cross_attention_spatial_entropy", steps);
  return {
    series: new Map(SERIES.filter(has).map((key) => [key, entries(key).map(asNumber)])),
    crossEntropy: byLayer(content, "cross_attention_entropy", steps),
    selfEntropy: byLayer(content, "self_attention_entropy", steps),
    spatialEntropy: spatial && {
      ...spatial,
      tokens: entries("cross_attention_spatial_entropy").map(
        (entry) => listOf(asObject(entry).by_token, tokens) ?? [],
      ),
    },
    tokenActivation: has("mean_token_activation") ? lists("mean_token_activation") : null,
    centroid: has("cross_attention_centroid")
      ? entries("cross_attention_centroid").map((entry) => asList(asObject(entry).by_token).map(asPoint))
      : null,
    dominance: listOf(asObject(metrics.token_dominance).scores, tokens),
    spectrum: has("latent_spectrum") ? entries("latent_spectrum").map((value) => listOf(value, null)) : null,
  };
}

/** [x, y] of two numbers, or null. */
export function asPoint(value: unknown): [number, number] | null {
  const [x, y, ...more] = asList(value).map(asNumber);
  return x != null && y != null && more.length === 0 ? [x, y] : null;
}

/** One entry per step: what a list lacks is undefined, what it has beyond is left out. */
export function perStep(value: unknown, steps: number): unknown[] {
  const values = asList(value);
  return Array.from({ length: steps }, (_, step) => values[step]);
}

/** A list of numbers with `length` entries, or with its own; null where there is none. */
function listOf(value: unknown, length: number | null): Series | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  return perStep(value, length ?? value.length).map(asNumber);
}

/** An entropy: its mean over the step's layers, and each of the run's layers by itself. */
function byLayer(content: Content, key: string, steps: number): ByLayer | null {
  if (!Array.isArray(content.metrics[key])) return null;
  const entries = perStep(content.metrics[key], steps).map(asObject);
  const measured = entries.map((entry) => asObject(entry.by_layer));
  const layers = new Map<string, Series>();
  for (const id of content.layers.keys()) {
    const series = measured.map((values) => (Object.hasOwn(values, id) ? asNumber(values[id]) : null));
    if (series.some((value) => value !== null)) layers.set(id, series);
  }
  return { mean: entries.map((entry, step) => asNumber(entry.mean) ?? meanAt(layers, step)), layers };
}

/** The mean over layers, for channels that do not state one. */
function meanAt(layers: ReadonlyMap<string, Series>, step: number): number | null {
  const values = [...layers.values()].map((series) => series[step] ?? null).filter((value) => value !== null);
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null;
}

/** latent_pca.json with one point per step, null where it is missing; null if the run has no points. */
export function readPca(content: Content, steps: number): LatentPca | null {
  const { points, x0_points: x0Points, explained_variance_ratio: ratio } = content.pca;
  if (!Array.isArray(points) || points.length === 0) return null;
  const [first, second] = asList(ratio).map(asNumber);
  return {
    points: perStep(points, steps).map(asPoint),
    x0Points: Array.isArray(x0Points) ? perStep(x0Points, steps).map(asPoint) : null,
    explained: [first ?? null, second ?? null],
  };
}
