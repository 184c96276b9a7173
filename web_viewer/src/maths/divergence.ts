import type { AttentionMap } from "../run/types.ts";

/**
 * Jensen-Shannon divergence (nats, 0 to ln 2) of two cross maps: of each cell's distribution over tokens, mean over
 * cells. NaN where the maps have different shapes.
 */
export function mapDivergence(a: AttentionMap, b: AttentionMap): number {
  if (a.values.length !== b.values.length || a.entry.shape[0] !== b.entry.shape[0]) return NaN;
  const tokens = a.entry.shape[0] ?? 0;
  const cells = a.values.length / tokens;
  let sum = 0;
  // Token after token, as the values lie: p ln(p/m) + q ln(q/m) with m the mean, halved. Rows sum to 1 already.
  for (let i = 0; i < a.values.length; i++) {
    const p = a.values[i] ?? 0;
    const q = b.values[i] ?? 0;
    const m = (p + q) / 2;
    if (p > 0) sum += p * Math.log(p / m);
    if (q > 0) sum += q * Math.log(q / m);
  }
  return sum / 2 / cells;
}
