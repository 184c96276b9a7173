/** What layers, grids and conditionings are called, and why a map is not there, for people. */
import { text } from "../text/text.ts";
import type { Condition, Layer, NotRecorded, Run } from "./types.ts";

/** "Prompt", "Negative prompt", or the guider's own name and the id. */
export function conditionName(condition: Condition): string {
  if (condition.id === "c0") return text("Prompt");
  if (condition.polarity === "negative") return text("Negative prompt");
  return `${condition.polarity} (${condition.id})`;
}

/**
 * "Decoder 4.1" in a U-Net: the part, the block's number there and the transformer block within it. "Double 3", "Single 21"
 * or "Block 5" in a transformer.
 */
export function layerName(layer: Layer): string {
  if (!layer.block) return layer.name || layer.id;
  const [part, number] = layer.block;
  const inner = layer.blockIndex ? `.${String(layer.blockIndex)}` : "";
  const [where] = partNames(part);
  return part === "middle"
    ? `${where}${inner && ` ${inner.slice(1)}`}`
    : `${where} ${String(number)}${inner}`;
}

/** The parts of the network that layers lie in, in their order, and how many of them lie in each. */
export function partsOf(
  layers: readonly Layer[],
): readonly { readonly name: string; readonly columns: number }[] {
  const parts: { name: string; columns: number }[] = [];
  for (const { block } of layers) {
    const name = block ? partNames(block[0])[1] : "";
    const last = parts.at(-1);
    if (last?.name === name) last.columns += 1;
    else parts.push({ name, columns: 1 });
  }
  return parts;
}

/** What one block of a part of the network is called, and what all of them are. */
function partNames(part: string): readonly [one: string, all: string] {
  if (part === "input") return [text("Encoder"), text("Encoder")];
  if (part === "middle") return [text("Middle"), text("Middle")];
  if (part === "output") return [text("Decoder"), text("Decoder")];
  if (part === "double") return [text("Double"), text("Double blocks")];
  if (part === "single") return [text("Single"), text("Single blocks")];
  return part === "block" ? [text("Block"), text("Blocks")] : [part, part];
}

/** "16 × 16": cells of a grid, rows first. */
export function gridName(grid: readonly [number, number] | null): string {
  return grid && grid[0] > 0 ? `${String(grid[0])} × ${String(grid[1])}` : text("grid unknown");
}

/** Why a map is not there, in the run's own words where it says so. */
export function whyMissing(run: Run, layer: string | null, step: number): string {
  const here = run.layers.find((l) => l.id === layer);
  const isOf = (n: NotRecorded, of: Layer | undefined) => of && (isNamed(n, of.id) || isNamed(n, of.name));
  // A note on single heads does not explain why their mean is missing, nor does one on other steps.
  const notes = run.notRecorded.filter((n) => !n.what.includes("head") && isOfStep(n, step));
  const said =
    notes.find((n) => isOf(n, here)) ??
    notes.find((n) => n.what.includes("attention") && !run.layers.some((l) => isOf(n, l)));
  if (said) return text("Not recorded ({what}, {where}): {reason}", { ...said });
  return text("No map of this layer is listed at step {step}.", { step: step + 1 });
}

/** Whether a note is of a step: of all steps where its place names none, as in "layer_0, steps 1, 4-6". */
function isOfStep(note: NotRecorded, step: number): boolean {
  const named = /\bsteps? (\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*)/.exec(note.where)?.[1];
  const ranges = named?.split(", ").map((range) => range.split("-").map(Number));
  return ranges?.some((ends) => (ends[0] ?? 0) <= step && step <= (ends.at(-1) ?? 0)) ?? true;
}

/** Whether a note's place names a layer: "layer_1" is not in "layer_10". */
function isNamed(note: NotRecorded, name: string): boolean {
  return note.where.split(/[\s,;]+/).some((part) => part.replace(/[.:]$/, "") === name);
}
