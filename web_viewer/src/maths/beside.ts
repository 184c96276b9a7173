/**
 * The prompts and settings of two runs beside each other, as `diffulizer compare` has them. Held to `common_words`,
 * `words_differences` and `settings_differences` of Python by their values.
 */
import { type DiffPart, diffWords, isSpoken } from "./promptDiff.ts";
import { coarser, resized } from "./resample.ts";
import { termMap } from "./words.ts";
import { onWholeImage } from "./areas.ts";
import type { Placed, TokenPair } from "./divergence.ts";
import { editTitles } from "../run/edits.ts";
import { allWords, folded, type Term, termsOf } from "../run/terms.ts";
import type { AttentionMap, Condition, Run } from "../run/types.ts";

/** By word, whatever its case, the tokens of all its occurrences in the prompt. */
export function wordTokens(condition: Condition): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { text, tokens } of condition.words) {
    const key = folded(text);
    found.set(key, [...(found.get(key) ?? []), ...tokens]);
  }
  return found;
}

/** By word that both have: the tokens of all its occurrences, in A and in B. */
export function commonWords(a: Condition, b: Condition): ReadonlyMap<string, TokenPair> {
  const theirs = wordTokens(b);
  return new Map(
    [...wordTokens(a)].flatMap(([word, tokens]) => {
      const other = theirs.get(word);
      return other ? [[word, [tokens, other] as const] as const] : [];
    }),
  );
}

/** Words by their numbers in A's prompt, and in B's; of one that only one prompt has, none in the other. */
export interface WordPair {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/**
 * The words that stand in A's prompt where B's has others, with those: word by word if there are as many of them, else as two
 * phrases. Held to `changed_words` of Python by its values.
 */
export function changedWords(a: Condition, b: Condition): readonly WordPair[] {
  return unshared(a, b).flatMap((group): readonly WordPair[] => {
    if (group.a.length === 0 || group.b.length === 0) return [];
    const [mine, theirs] = [group.a.filter(spokenIn(a)), group.b.filter(spokenIn(b))];
    if (mine.length === theirs.length) return mine.map((word, i) => ({ a: [word], b: [theirs[i] ?? 0] }));
    return mine.length > 0 && theirs.length > 0 ? [{ a: mine, b: theirs }] : [];
  });
}

/** The words that only one of both prompts has, and that replace none of the other. */
export function soleWords(a: Condition, b: Condition): readonly WordPair[] {
  const pairs = changedWords(a, b);
  const [mine, theirs] = [wordTokens(a), wordTokens(b)];
  const sole =
    (of: Condition, others: ReadonlyMap<string, unknown>, paired: readonly number[]) => (word: number) =>
      spokenIn(of)(word) && !paired.includes(word) && !others.has(folded(of.words[word]?.text ?? ""));
  return unshared(a, b).flatMap((group) => [
    ...group.a
      .filter(
        sole(
          a,
          theirs,
          pairs.flatMap((pair) => pair.a),
        ),
      )
      .map((word) => ({ a: [word], b: [] })),
    ...group.b
      .filter(
        sole(
          b,
          mine,
          pairs.flatMap((pair) => pair.b),
        ),
      )
      .map((word) => ({ a: [], b: [word] })),
  ]);
}

const spokenIn = (of: Condition) => (word: number) => isSpoken(of.words[word]?.text ?? "");

/**
 * Numbers of the recorded words that the prompts do not share: those between two common words belong together. Words are
 * common whether or not they were recorded.
 */
function unshared(a: Condition, b: Condition): readonly WordPair[] {
  let [i, j] = [0, 0];
  const groups: { a: number[]; b: number[] }[] = [{ a: [], b: [] }];
  const [mine, theirs] = [recordedNumbers(a), recordedNumbers(b)];
  for (const { side } of diffWords(textsOf(a), textsOf(b))) {
    if (side === "a") groups.at(-1)?.a.push(...(mine[i] ?? []));
    else if (side === "b") groups.at(-1)?.b.push(...(theirs[j] ?? []));
    else groups.push({ a: [], b: [] });
    if (side !== "b") i += 1;
    if (side !== "a") j += 1;
  }
  return groups;
}

/** All words of a prompt, whether or not they were recorded. */
export const textsOf = (condition: Condition) => allWords(condition).map(({ text }) => text);

/** Of each of all words its number among the recorded ones, or none. */
function recordedNumbers(condition: Condition): readonly (readonly number[])[] {
  let next = 0;
  return allWords(condition).map(({ tokens }) => (tokens.length > 0 ? [next++] : []));
}

/** Whether both recorded the same words, or all of them: then rows at one place can be compared. */
export function sameWordsRecorded(a: Condition, b: Condition): boolean {
  if (a.unrecorded.length === 0 && b.unrecorded.length === 0) return true;
  const listed = ({ words }: Condition) => JSON.stringify(words.map(({ text }) => text));
  return listed(a) === listed(b);
}

/**
 * What is selected in A and what is compared with it in B: of a word that was changed the one in its place, of one that both
 * have all its occurrences, of start, end and padding the same. None of B where one of them has no counterpart there.
 */
export function besideTerms(
  terms: readonly Term[],
  a: Condition,
  b: Condition,
): readonly [readonly Term[], readonly Term[]] {
  const [mine, theirs] = [termsOf(a), termsOf(b)];
  const pairs = changedWords(a, b);
  const chosen = new Set(terms.map(({ index }) => index));
  const found = terms.map((term): readonly [readonly Term[], readonly Term[]] | null => {
    if (term.kind !== "word") return [[term], theirs.filter(({ kind }) => kind === term.kind)];
    const pair = pairs.find((one) => one.a.includes(term.index));
    if (pair)
      return pair.a.every((index) => chosen.has(index)) ? [[term], theirs.filter(isWord(pair.b))] : null;
    const same =
      (of: Condition) =>
      ({ kind, index }: Term) =>
        kind === "word" && folded(of.words[index]?.text ?? "") === folded(a.words[term.index]?.text ?? "");
    return [mine.filter(same(a)), theirs.filter(same(b))];
  });
  const each = (side: 0 | 1) => [...new Set(found.flatMap((pair) => pair?.[side] ?? []))];
  if (found.some((pair) => !pair || pair[1].length === 0)) return [terms, []];
  return [each(0), each(1)];
}

const isWord =
  (indices: readonly number[]) =>
  ({ kind, index }: Term) =>
    kind === "word" && indices.includes(index);

/** A map of words on the whole picture, summed over their tokens. */
export function wordsMap(
  run: Pick<Run, "generator">,
  condition: Condition,
  map: AttentionMap,
  terms: readonly Term[],
): Placed {
  const tokens = [...new Set(terms.flatMap((term) => term.tokens))];
  return onWholeImage(run, condition, termMap(map, tokens), map.entry.grid);
}

/** The attention to words in B minus that in A: [r, c] on the coarser grid of both. */
export function differenceOf(a: Placed, b: Placed): Placed {
  const grid = coarser(a.grid, b.grid);
  const mine = resized(a.values, a.grid, grid);
  return { values: resized(b.values, b.grid, grid).map((v, i) => v - (mine[i] ?? 0)), grid };
}

/** The words of both prompts in order, each with its side; of a run without tokens, what lies between spaces. */
export function wordsDifferences(a: Condition | undefined, b: Condition | undefined): readonly DiffPart[] {
  const words = (condition: Condition | undefined) => {
    if (!condition) return [];
    const found = textsOf(condition);
    return found.length > 0 ? found : condition.text.split(/\s+/).filter(Boolean);
  };
  return diffWords(words(a), words(b));
}

export interface Difference {
  readonly setting: string;
  readonly a: unknown;
  readonly b: unknown;
}

/** The value of a setting for people: `written` of Python. */
export function written(value: unknown): string {
  if (typeof value !== "number" || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

/** What determined a picture, by name. */
export function settingsOf(run: Run): Readonly<Record<string, unknown>> {
  const said = run.generator;
  const known = (key: string) => said[key] ?? null;
  const named = (key: string) => known(key) || "unknown";
  const prompt = (polarity: string) => run.conditions.find((c) => c.polarity === polarity)?.text ?? null;
  return {
    prompt: prompt("positive"),
    negative: prompt("negative"),
    model_id: named("model_id"),
    model_family: named("model_family"),
    seed: known("seed"),
    cfg_scale: known("cfg_scale"),
    sampler: known("sampler"),
    scheduler: known("scheduler"),
    num_steps: known("num_steps") ?? run.steps,
    start_step: known("start_step"),
    end_step: known("end_step"),
    denoise: known("denoise"),
    width: known("width"),
    height: known("height"),
    dtype: named("dtype"),
    device: named("device"),
    edits: editTitles(run) ?? "none",
    network_calls: callsOf(said.network_calls),
  };
}

/** How many calls of the network each step's evaluation took, in the words of `calls_of`; null where it is not known. */
function callsOf(value: unknown): string | null {
  const steps = Array.isArray(value) ? value : [];
  const counts = steps.map((calls) => (Array.isArray(calls) ? calls.length : 0));
  if (!counts.some((count) => count > 0)) return null;
  const runs: { count: number; from: number; to: number }[] = [];
  counts.forEach((count, i) => {
    const last = runs.at(-1);
    if (last?.count === count) last.to = i + 1;
    else runs.push({ count, from: i + 1, to: i + 1 });
  });
  if (runs.length === 1) return String(counts[0]);
  const place = (from: number, to: number) => (from === to ? `step ${from}` : `steps ${from} to ${to}`);
  return runs.map(({ count, from, to }) => `${count} at ${place(from, to)}`).join(", ");
}

/** The settings that both runs state and that differ, in the order of `settings_of`. */
export function settingsDifferences(a: Run, b: Run): readonly Difference[] {
  const [one, other] = [settingsOf(a), settingsOf(b)];
  return Object.keys(one)
    .filter((name) => one[name] !== null && other[name] !== null && one[name] !== other[name])
    .map((setting) => ({ setting, a: one[setting], b: other[setting] }));
}
