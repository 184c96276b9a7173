import type { Content } from "./content.ts";
import { asPoint, perStep } from "./metrics.ts";
import type { LatentPca } from "../run/types.ts";
import { asList, asNumber } from "./untrusted.ts";

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
