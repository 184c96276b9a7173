/** The layer and the word that are shown at first, so that the first look shows something. */
import type { Layer, MapEntry, Run } from "../run/types.ts";
import { informationOfTokens } from "../maths/information.ts";
import { layersOf } from "../run/layers.ts";
import { type Term, type TermRef, termsOf } from "../run/terms.ts";

/** More layers than this are sampled evenly: reading two maps of each is what the first look waits for. */
const MOST = 24;
/** Nats; less is rounding of the stored maps. */
const LEAST = 1e-4;
/** "a", "of", "on" say little about a picture. */
const SHORT = 2;

interface Telling {
  readonly layer: string;
  /** What each token tells about places, in nats. */
  readonly tokens: readonly number[];
}

const found = new WeakMap<Run, Telling>();

/** Read the first and the last maps of a run's layers, for `firstLayer` and `firstTerms` to know which tell most. */
export async function compareLayers(run: Run): Promise<void> {
  const layers = mappedLayers(run);
  const some = layers.filter((_, i) => i === 0 || part(i, layers) !== part(i - 1, layers));
  const told = await Promise.all(
    some.map(async ({ id }) => ({ layer: id, tokens: await telling(run, entriesOf(run, id)) })),
  );
  const best = told.reduce<Telling | null>((a, b) => (a && sum(a.tokens) >= sum(b.tokens) ? a : b), null);
  if (best && sum(best.tokens) > LEAST) found.set(run, best);
}

/** The layer whose maps tell most, where it is known; else the first of the decoder, else the last one of all. */
export function firstLayer(run: Run): string | null {
  const layers = mappedLayers(run);
  const decoder = layers.find((l) => l.block?.[0] === "output");
  return found.get(run)?.layer ?? (decoder ?? layers.at(-1) ?? layersOf(run, "cross")[0])?.id ?? null;
}

/** The word of the prompt whose maps tell most there; where that is not known, the one with most attention; or none. */
export function firstTerms(run: Run): readonly TermRef[] {
  const condition = run.conditions[0];
  const scores = found.get(run)?.tokens ?? run.metrics.dominance;
  if (!condition || !scores) return [];
  const words = termsOf(condition).filter((t) => t.kind === "word" && t.text.length > SHORT);
  const score = ({ tokens }: Term) => sum(tokens.map((token) => scores[token] ?? 0));
  const best = words.reduce<Term | null>((a, b) => (a && score(a) >= score(b) ? a : b), null);
  return best ? [best] : [];
}

/** What each token tells at the first and the last step. A map that can't be read tells nothing; its panel says why. */
async function telling(run: Run, entries: readonly MapEntry[]): Promise<readonly number[]> {
  const ends = [...new Set([...entries.slice(0, 1), ...entries.slice(-1)])];
  const [first = [], last = []] = await Promise.all(
    ends.map((entry) => run.map(entry).then(informationOfTokens, () => [])),
  );
  return Array.from(
    { length: Math.max(first.length, last.length) },
    (_, t) => (first[t] ?? 0) + (last[t] ?? 0),
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function mappedLayers(run: Run): readonly Layer[] {
  return layersOf(run, "cross").filter((layer) => entriesOf(run, layer.id).length > 0);
}

function entriesOf(run: Run, layer: string): readonly MapEntry[] {
  return Array.from({ length: run.steps }, (_, step) => run.mapEntry(layer, step) ?? []).flat();
}

/** Which of the MOST equal parts of the layers one lies in. */
function part(index: number, layers: readonly Layer[]): number {
  return Math.floor((index * MOST) / Math.max(MOST, layers.length));
}
