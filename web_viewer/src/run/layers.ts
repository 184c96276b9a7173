/** Names of layers for people, and which layers belong together. */
import type { Layer, Run } from "./types.ts";
import { text } from "../text/text.ts";

/** "Decoder 4.1": the part of the U-Net, the block's number there and the transformer block within it. */
export function layerName(layer: Layer): string {
  if (!layer.block) return layer.name || layer.id;
  const [part, number] = layer.block;
  const inner = layer.blockIndex ? `.${String(layer.blockIndex)}` : "";
  const where = partName(part);
  return part === "middle"
    ? `${where}${inner && ` ${inner.slice(1)}`}`
    : `${where} ${String(number)}${inner}`;
}

function partName(part: string): string {
  if (part === "input") return text("Encoder");
  if (part === "middle") return text("Middle");
  return part === "output" ? text("Decoder") : part;
}

/** "16 × 16": cells of a grid, rows first. */
export function gridName(grid: readonly [number, number] | null): string {
  return grid && grid[0] > 0 ? `${String(grid[0])} × ${String(grid[1])}` : text("grid unknown");
}

export function layersOf(run: Run, type: Layer["type"]): readonly Layer[] {
  return run.layers.filter((layer) => layer.type === type);
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
