/** The layer that is shown at first, so that the first look shows something. */
import type { Layer, MapEntry, Run } from "../dataset/types.ts";
import { mutualInformation } from "../maths/information.ts";
import { layersOf } from "./layers.ts";

/** More layers than this are sampled evenly: reading two maps of each is what the first look waits for. */
const MOST = 24;

const found = new WeakMap<Run, string>();

/** Read the first and the last maps of a run's layers, for `firstLayer` to know whose tell most. */
export async function compareLayers(run: Run): Promise<void> {
  const layers = mappedLayers(run);
  const some = layers.filter((_, i) => i === 0 || part(i, layers) !== part(i - 1, layers));
  const scores = await Promise.all(some.map((layer) => score(run, entriesOf(run, layer))));
  const most = Math.max(...scores);
  const best = some[scores.indexOf(most)];
  if (best && most > 0) found.set(run, best.id);
}

/** The layer whose maps tell most, where it is known; else the first of the decoder, else the last one of all. */
export function firstLayer(run: Run): string | null {
  const layers = mappedLayers(run);
  const decoder = layers.find((l) => l.block?.[0] === "output");
  return found.get(run) ?? (decoder ?? layers.at(-1) ?? layersOf(run, "cross")[0])?.id ?? null;
}

/** A map that can't be read tells nothing; the panel that shows it says why. */
async function score(run: Run, entries: readonly MapEntry[]): Promise<number> {
  const ends = [...new Set([...entries.slice(0, 1), ...entries.slice(-1)])];
  const told = ends.map((entry) => run.map(entry).then(mutualInformation, () => 0));
  return (await Promise.all(told)).reduce((sum, nats) => sum + nats, 0);
}

function mappedLayers(run: Run): readonly Layer[] {
  return layersOf(run, "cross").filter((layer) => entriesOf(run, layer).length > 0);
}

function entriesOf(run: Run, layer: Layer): readonly MapEntry[] {
  return Array.from({ length: run.steps }, (_, step) => run.mapEntry(layer.id, step) ?? []).flat();
}

/** Which of the MOST equal parts of the layers one lies in. */
function part(index: number, layers: readonly Layer[]): number {
  return Math.floor((index * MOST) / Math.max(MOST, layers.length));
}
