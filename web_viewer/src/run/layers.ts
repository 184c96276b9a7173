/** Which layers of runs belong together, and which cell of a layer's grid is at a place of the picture. */
import type { Layer, Place, Run } from "./types.ts";

export function layersOf(run: Run, type: Layer["type"]): readonly Layer[] {
  return run.layers.filter((layer) => layer.type === type);
}

const TRANSFORMER = ["double", "single", "block"];

/** The kind of network that recorded layers lie in; null where none says so. */
export function networkOf(run: Run): "U-Net" | "transformer" | null {
  const parts = run.layers.flatMap(({ block }) => (block ? [block[0]] : []));
  if (parts.length === 0) return null;
  return parts.some((part) => TRANSFORMER.includes(part)) ? "transformer" : "U-Net";
}

/** The self-attention layer of the same transformer block, or the recorded one nearest to it. */
export function selfLayerNear(run: Run, layer: string | null): Layer | null {
  const at = run.layers.findIndex((l) => l.id === layer);
  const self = layersOf(run, "self");
  return self.reduce<Layer | null>((best, l) => {
    const distance = (of: Layer) => Math.abs(run.layers.indexOf(of) - at);
    return best === null || distance(l) < distance(best) ? l : best;
  }, null);
}

/** The layer of another run at the same place of the network, or null. */
export function sameLayer(other: Run, layer: Layer): Layer | null {
  return other.layers.find((l) => l.name === layer.name) ?? null;
}

/** [row, column] of the cell of a grid in which a place of the image lies. */
export function cellAt(place: Place, grid: readonly [number, number]): readonly [number, number] {
  const within = (share: number, count: number) =>
    Math.max(0, Math.min(count - 1, Math.floor(share * count)));
  return [within(place.y, grid[0]), within(place.x, grid[1])];
}
