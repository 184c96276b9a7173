import type { Content } from "./content.ts";
import { STEP_CHANNELS } from "../format/channels.ts";
import type { ByLayer, LatentPca, Metrics, Series } from "../run/types.ts";
import { asList, asNumber, asObject, type JsonObject } from "../run/untrusted.ts";

/** metrics.json with as many entries as there are steps; what is missing or no number is null. */
export function readMetrics(content: Content, steps: number): Metrics {
  const { metrics } = content;
  const there = STEP_CHANNELS.filter(({ key }) => Array.isArray(metrics[key]));
  const series = new Map<string, Series>();
  const layers = new Map<string, ByLayer>();
  const octaves = new Map<string, readonly (Series | null)[]>();
  const words = new Map<string, readonly (Series | null)[]>();
  for (const { key, shape } of there) {
    const entries = perStep(metrics[key], steps);
    if (shape === "number") series.set(key, entries.map(asNumber));
    const lists = { octaves, words }[shape as string];
    lists?.set(
      key,
      entries.map((value) => listOf(value, null)),
    );
    if (shape === "by_layer" || shape === "by_token_and_layer") {
      const each = byLayer(content, entries.map(asObject));
      layers.set(key, each);
      series.set(
        key,
        entries.map((entry, step) => asNumber(asObject(entry).mean) ?? meanAt(each, step)),
      );
    }
  }
  const scores = asObject(metrics.token_dominance).scores;
  return { series, layers, octaves, words, dominance: listOf(scores, content.tokens.length || null) };
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

/** The numbers of each of the run's layers that has any. */
function byLayer(content: Content, entries: readonly JsonObject[]): ByLayer {
  const measured = entries.map((entry) => asObject(entry.by_layer));
  const layers = new Map<string, Series>();
  for (const id of content.layers.keys()) {
    const series = measured.map((values) => (Object.hasOwn(values, id) ? asNumber(values[id]) : null));
    if (series.some((value) => value !== null)) layers.set(id, series);
  }
  return layers;
}

/** The mean over layers, for channels that do not state one. */
function meanAt(layers: ByLayer, step: number): number | null {
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
