/**
 * The verdict on two runs: the few facts of a comparison that tell most, and the sentences that say them. It says what
 * differs, at which step and where in the network, never why. Held to `verdict_of` of Python by its values.
 */
import rules from "../../../diffulizer/format/verdict.json";
import { layerName } from "../run/names.ts";
import type { Layer, Run, Series } from "../run/types.ts";
import { type Alignment, levelsOf } from "./align.ts";
import { type Difference, settingsDifferences, wordsDifferences, written } from "./beside.ts";
import { graphDifferences } from "./graphDiff.ts";
import { isSpoken, type Replaced, replacedWords } from "./promptDiff.ts";

/** A cross-attention layer that both runs recorded: nats by step of A. */
export interface LayerCompared {
  readonly layer: Layer;
  readonly tokens: Series;
  /** By word that both prompts have. */
  readonly words: ReadonlyMap<string, Series>;
}

/** What was measured of two runs beside each other, as far as it was read. */
export interface Measured {
  /** Cosines of both runs' arrays by step of A; null while they are read. */
  readonly cosines: { readonly latent: Series; readonly x0: Series } | null;
  /** Null while no map was read. */
  readonly layers: readonly LayerCompared[] | null;
  /** Whether all is there: before, two runs are not called equal. */
  readonly whole: boolean;
}

/** A step of A, from 0, and what was measured there. */
interface Moment {
  readonly step: number;
  readonly value: number;
}

/** A layer or a word, and how much the attention of both runs differs there (nats). */
interface Change {
  readonly name: string;
  readonly mean: number;
  readonly largest: Moment;
}

/** All that was asked differently: settings of the pass, then of nodes of the executed graphs. */
export function changesOf(a: Run, b: Run): readonly Difference[] {
  return [...settingsDifferences(a, b), ...graphDifferences(a, b)];
}

/** The verdict, one sentence for each question that it answers by what was measured so far. */
export function verdictOf(a: Run, b: Run, alignment: Alignment, measured: Measured): readonly string[] {
  const changes = changesOf(a, b);
  const swapped = replacedWords(wordsDifferences(a.conditions[0], b.conditions[0]));
  const asked = askedSentence(swapped, changes);
  if (measured.whole && isEqual(a, b, alignment, measured)) return [asked, said.equal];
  const at = (moment: Moment) => placeOf(a, moment);
  const layers = measured.layers ?? [];
  return [
    asked,
    partingSentence(measured.cosines?.x0 ?? [], at),
    layersSentence(layers, swapped.length > 0, at),
    wordsSentence(layers, at),
  ].filter(Boolean);
}

const said = rules.sentences;

function fill(sentence: string, values: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

function askedSentence(swapped: readonly Replaced[], changes: readonly Difference[]): string {
  const prompt = swapped.map(({ a, b }) => fill(said.words, { a: quoted(a), b: quoted(b) }));
  if (prompt.length === 0 && changes.some(({ setting }) => setting === "prompt")) prompt.push(said.rewritten);
  const listed = [
    ...(prompt.length > 0 ? [fill(said.prompt, { changes: list(prompt) })] : []),
    ...changes
      .filter(({ setting }) => setting !== "prompt")
      .map(({ setting, a, b }) => fill(said.setting, { name: setting, a: valueOf(a), b: valueOf(b) })),
  ];
  return listed.length > 0 ? fill(said.changed, { changes: list(listed) }) : said.same;
}

function partingSentence(cosines: Series, at: (moment: Moment) => string): string {
  const known = momentsOf(cosines);
  const end = known.at(-1);
  const lowest = known.reduce<Moment | undefined>(
    (low, m) => (low && low.value <= m.value ? low : m),
    undefined,
  );
  if (!end || !lowest) return "";
  const lastClose = Math.max(-1, ...known.flatMap(({ step, value }) => (value >= rules.parted ? step : [])));
  const parting = known.find(({ step }) => step > lastClose);
  const cosine = (value: number) => value.toFixed(2);
  if (parting)
    return fill(end.step > parting.step ? said.parting : said.parted, {
      at: at(parting),
      cosine: cosine(parting.value),
      end: cosine(end.value),
    });
  if (lowest.value < rules.parted)
    return fill(said.together, { at: at(lowest), cosine: cosine(lowest.value), end: cosine(end.value) });
  return fill(said.close, { cosine: cosine(Math.floor(lowest.value * 100) / 100) }); // not rounded up to 1
}

function layersSentence(
  layers: readonly LayerCompared[],
  byWords: boolean,
  at: (moment: Moment) => string,
): string {
  const changes = layers.map(({ layer, tokens, words }) =>
    changeOf(layerName(layer), byWords ? meanOver([...words.values()]) : tokens),
  );
  const [first, ...others] = ranked(changes);
  if (!first) return "";
  return fill(byWords ? said.layers_by_words : said.layers_by_tokens, {
    layer: first.name,
    mean: first.mean.toFixed(3),
    most: Math.LN2.toFixed(3),
    at: at(first.largest),
    then: then(
      said.then_layers,
      others.map(({ name }) => name),
    ),
  });
}

function wordsSentence(layers: readonly LayerCompared[], at: (moment: Moment) => string): string {
  const words = [...(layers[0]?.words.keys() ?? [])].filter(isSpoken);
  const [first, ...others] = ranked(
    words.map((word) => changeOf(word, meanOver(layers.map((layer) => layer.words.get(word) ?? [])))),
  );
  if (!first) return "";
  return fill(said.moved, {
    word: quoted([first.name]),
    at: at(first.largest),
    then: then(
      said.then_words,
      others.map(({ name }) => quoted([name])),
    ),
  });
}

/** Whether everything that was measured is equal up to rounding, and something was measured. */
function isEqual(a: Run, b: Run, alignment: Alignment, { cosines, layers }: Measured): boolean {
  const angles = [...(cosines?.latent ?? []), ...(cosines?.x0 ?? [])].filter((v) => v !== null);
  const nats = (layers ?? []).flatMap(({ tokens, words }) => [...tokens, ...[...words.values()].flat()]);
  const [mine, theirs] = [a, b].map((run) => run.metrics.series.get("latent_l2_norm") ?? []);
  const sizes = alignment.stepped.map(
    (other, step) => [mine?.[step] ?? null, theirs?.[other] ?? null] as const,
  );
  return (
    angles.length > 0 &&
    angles.every((value) => Math.abs(1 - value) <= rules.rounding) &&
    nats.every((value) => value === null || value <= rules.rounding) &&
    sizes.every(([x, y]) => x === null || y === null || Math.abs(x - y) <= rules.sizes * Math.max(x, y))
  );
}

function momentsOf(series: Series): readonly Moment[] {
  return series.flatMap((value, step) => (value === null ? [] : [{ step, value }]));
}

function changeOf(name: string, series: Series): Change | null {
  const known = momentsOf(series);
  const mean = meanOf(series);
  const largest = known.reduce<Moment | null>((most, m) => (most && most.value >= m.value ? most : m), null);
  return mean !== null && largest ? { name, mean, largest } : null;
}

function ranked(changes: readonly (Change | null)[]): readonly Change[] {
  return changes
    .flatMap((change) => (change && change.mean > rules.rounding ? change : []))
    .sort((x, y) => y.mean - x.mean)
    .slice(0, rules.named);
}

function meanOf(series: Series): number | null {
  const known = series.filter((value) => value !== null);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

/** Step by step, the mean of what was measured. */
function meanOver(series: readonly Series[]): Series {
  return (series[0] ?? []).map((_, step) => meanOf(series.map((one) => one[step] ?? null)));
}

function placeOf(run: Run, { step }: Moment): string {
  const sigma = levelsOf(run, "evaluated")?.[step];
  const values = { step: step + 1, steps: run.steps };
  return sigma === undefined
    ? fill(said.step, values)
    : fill(said.step_at, { ...values, sigma: general(sigma) });
}

/** Three significant digits, in the form that Python's "g" has. */
function general(value: number): string {
  const [digits = "", exponent] = value.toExponential(2).split("e");
  const power = Number(exponent);
  if (value !== 0 && (power < -4 || power >= 3)) {
    const sign = power < 0 ? "-" : "+";
    return `${String(Number(digits))}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
  }
  return String(Number(value.toPrecision(3)));
}

function quoted(words: readonly string[]): string {
  return words.length > 0 ? fill(said.quoted, { words: words.join(" ") }) : said.nothing;
}

function valueOf(value: unknown): string {
  const letters = Array.from(value === null ? said.none : written(value) || said.empty);
  return letters.length <= rules.longest
    ? letters.join("")
    : `${letters.slice(0, rules.longest - 1).join("")}…`;
}

function list(parts: readonly string[]): string {
  const listed = parts.slice(0, rules.listed).join(", ");
  const left = parts.length - rules.listed;
  return left > 0 ? fill(said.more, { parts: listed, count: left }) : listed;
}

function then(sentence: string, names: readonly string[]): string {
  return names.length > 0 ? fill(sentence, { names: names.join(said.and) }) : "";
}
