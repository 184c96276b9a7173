/** Names of layers for people, and which one to begin with. */
import type { Layer, Run } from "../dataset/types.ts";

const PARTS: Readonly<Record<string, string>> = { input: "Encoder", middle: "Middle", output: "Decoder" };

/** "Decoder 4.1": the part of the U-Net, the block's number there and the transformer block within it. */
export function layerName(layer: Layer): string {
  if (!layer.block) return layer.name || layer.id;
  const [part, number] = layer.block;
  const inner = layer.blockIndex ? `.${String(layer.blockIndex)}` : "";
  const where = PARTS[part] ?? part;
  return part === "middle"
    ? `${where}${inner && ` ${inner.slice(1)}`}`
    : `${where} ${String(number)}${inner}`;
}

/** "16 × 16": cells of a grid, rows first. */
export function gridName(grid: readonly [number, number] | null): string {
  return grid && grid[0] > 0 ? `${String(grid[0])} × ${String(grid[1])}` : "grid unknown";
}

export function layersOf(run: Run, type: Layer["type"]): readonly Layer[] {
  return run.layers.filter((layer) => layer.type === type);
}

/**
 * The layer shown at first: where things are placed most clearly is in the first blocks of the decoder, so the first
 * recorded cross-attention layer there; else the last one of all.
 */
export function firstLayer(run: Run): string | null {
  const cross = layersOf(run, "cross").filter(
    (l) => run.mapEntry(l.id, firstMappedStep(run, l)) !== undefined,
  );
  const decoder = cross.find((l) => l.block?.[0] === "output");
  return (decoder ?? cross.at(-1) ?? layersOf(run, "cross")[0])?.id ?? null;
}

function firstMappedStep(run: Run, layer: Layer): number {
  for (let step = 0; step < run.steps; step++) if (run.mapEntry(layer.id, step)) return step;
  return 0;
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
