/** The layer and the word that are shown at first, so that the first look shows something. */
import { onWholeImage } from "../maths/areas.ts";
import { clearness, termMap } from "../maths/words.ts";
import { layersOf } from "../run/layers.ts";
import { type Term, type TermRef, termsOf } from "../run/terms.ts";
import type { AttentionMap, Layer, MapEntry, Run } from "../run/types.ts";

/** More layers than this are sampled evenly: reading two maps of each is what the first look waits for. */
const MOST = 24;
/** Less is rounding of the stored maps. */
const LEAST = 1e-6;
/** "a", "of", "on" say little about a picture. */
const SHORT = 2;
/** A word that is at least so clear, for the clearest one, is clear: of these the first of the prompt is shown. */
export const CLEAR = 0.75;

/** How clearly a layer sees each word that can be shown first, in the order of `spoken`. */
interface Sight {
  readonly layer: string;
  readonly words: readonly number[];
}

const clearest = new WeakMap<Run, Sight>();

/** Read the first and the last maps of a run's layers, for `firstLayer` and `firstTerms` to know which see words clearly. */
export async function compareLayers(run: Run): Promise<void> {
  const layers = mappedLayers(run);
  const some = layers.filter((_, i) => i === 0 || part(i, layers) !== part(i - 1, layers));
  const sights = await Promise.all(
    some.map(async ({ id }) => ({ layer: id, words: await sightOf(run, entriesOf(run, id)) })),
  );
  const best = sights.reduce<Sight | null>((a, b) => (a && sum(a.words) >= sum(b.words) ? a : b), null);
  if (best && sum(best.words) > LEAST) clearest.set(run, best);
}

/** The layer that sees the words most clearly, where it is known; else the first of the decoder, else the last of all. */
export function firstLayer(run: Run): string | null {
  const layers = mappedLayers(run);
  const decoder = layers.find((l) => l.block?.[0] === "output");
  return clearest.get(run)?.layer ?? (decoder ?? layers.at(-1) ?? layersOf(run, "cross")[0])?.id ?? null;
}

/** The first word that this layer sees clearly; where that is not known, the one with most attention; or none. */
export function firstTerms(run: Run): readonly TermRef[] {
  const words = spoken(run);
  const shares = run.metrics.dominance;
  const seen = clearest.get(run)?.words;
  const scores =
    seen ?? (shares && words.map(({ tokens }) => sum(tokens.map((token) => shares[token] ?? 0))));
  return scores ? firstOf(words, scores, seen ? CLEAR : 1) : [];
}

/** The first word that one layer sees clearly, by the first and the last step that are known so far; or none. */
export async function firstTermsIn(run: Run, layer: string): Promise<readonly TermRef[]> {
  return firstOf(spoken(run), await sightOf(run, entriesOf(run, layer)), CLEAR);
}

/** The first of the words whose score reaches a part of the highest. */
function firstOf(words: readonly Term[], scores: readonly number[], part: number): readonly TermRef[] {
  const best = words[scores.findIndex((score) => score >= part * Math.max(...scores))];
  return best ? [best] : [];
}

/** The words of the prompt that can be shown first. */
function spoken(run: Run): readonly Term[] {
  const [condition] = run.conditions;
  return condition ? termsOf(condition).filter((t) => t.kind === "word" && t.text.length > SHORT) : [];
}

/**
 * How clearly a layer sees each word: the clearness of the word's map, the mean of the first and of the last step. A map that
 * can't be read has no part in it; its panel says why.
 */
async function sightOf(run: Run, entries: readonly MapEntry[]): Promise<readonly number[]> {
  const ends = [...new Set([...entries.slice(0, 1), ...entries.slice(-1)])];
  const read = await Promise.all(ends.map((entry) => run.map(entry).catch(() => null)));
  const maps = read.filter((map) => map !== null);
  return maps.length > 0 ? spoken(run).map(({ tokens }) => clearness(meanMap(run, maps, tokens))) : [];
}

/** The mean over maps of one layer of the attention to a word, on the whole picture. */
function meanMap(run: Run, maps: readonly AttentionMap[], tokens: readonly number[]): Float32Array {
  const [first, ...others] = maps.map((map) =>
    onWholeImage(run, run.conditions[0], termMap(map, tokens), map.entry.grid),
  );
  const own = first?.values ?? new Float32Array();
  return own.map((value, i) => sum([value, ...others.map((map) => map.values[i] ?? 0)]) / maps.length);
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
