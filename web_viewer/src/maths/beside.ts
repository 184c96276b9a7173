/**
 * The prompts and settings of two runs beside each other, as `diffulizer compare` has them. Held to `common_words`,
 * `words_differences` and `settings_differences` of Python by their values.
 */
import { type DiffPart, diffWords } from "./promptDiff.ts";
import { coarser, resized } from "./resample.ts";
import { termMap } from "./words.ts";
import { onWholeImage } from "./areas.ts";
import type { Placed, TokenPair } from "./divergence.ts";
import { folded, type Term, termsOf } from "../run/terms.ts";
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

/** The tokens of what is selected in A, all occurrences of each word, and those of the same in B; null where B lacks one. */
export function commonTokens(terms: readonly Term[], a: Condition, b: Condition): TokenPair | null {
  const words = commonWords(a, b);
  const kinds = termsOf(b);
  const pairs = terms.map((term) => {
    if (term.kind === "word") return words.get(folded(a.words[term.index]?.text ?? ""));
    const theirs = kinds.find(({ kind }) => kind === term.kind);
    return theirs && ([term.tokens, theirs.tokens] as const);
  });
  if (!pairs.every((pair) => pair !== undefined)) return null;
  return [[...new Set(pairs.flatMap(([one]) => one))], [...new Set(pairs.flatMap(([, other]) => other))]];
}

/** The tokens of one run's words, and a map of their conditioning. */
export interface WordsOfRun {
  readonly run: Pick<Run, "generator">;
  readonly condition: Condition;
  readonly map: AttentionMap;
  readonly tokens: readonly number[];
}

/** The attention to words in B minus that in A: [r, c] on the coarser grid of both, in the whole picture. */
export function wordDifference(a: WordsOfRun, b: WordsOfRun): Placed {
  const [one, other] = [a, b].map(({ run, condition, map, tokens }) =>
    onWholeImage(run, condition, termMap(map, tokens), map.entry.grid),
  ) as [Placed, Placed];
  const grid = coarser(one.grid, other.grid);
  const mine = resized(one.values, one.grid, grid);
  return { values: resized(other.values, other.grid, grid).map((v, i) => v - (mine[i] ?? 0)), grid };
}

/** The words of both prompts in order, each with its side; of a run without tokens, what lies between spaces. */
export function wordsDifferences(a: Condition | undefined, b: Condition | undefined): readonly DiffPart[] {
  const words = (condition: Condition | undefined) => {
    if (!condition) return [];
    const found = condition.words.map(({ text }) => text);
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
function settingsOf(run: Run): Readonly<Record<string, unknown>> {
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
