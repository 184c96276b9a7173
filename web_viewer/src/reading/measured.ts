/** Two runs measured beside each other, for the verdict and for tables: read step by step, for those that ask. */
import { useEffect, useReducer } from "react";

import samplers from "../../../diffulizer/format/samplers.json";
import { type Align, type Alignment, alignmentOf, type Between, betweenSteps } from "../maths/align.ts";
import { tokenMaps } from "../maths/areas.ts";
import { commonWords, sameWordsRecorded } from "../maths/beside.ts";
import { at } from "../maths/reverse.ts";
import { cosine } from "../maths/vectors.ts";
import type { LayerCompared, Measured } from "../maths/verdict.ts";
import { layersOf, sameLayer } from "../run/layers.ts";
import { sameScale } from "../run/prediction.ts";
import type { AttentionMap, LatentArray, Layer, Run, Series } from "../run/types.ts";
import { perform } from "../worker/perform.ts";

/** Maps of each run that a verdict is made of; where there are more, steps are taken from all over the schedule. */
const MAPS = 2400;

/** Pairs of maps that are read while others are compared. */
const AHEAD = 4;

export interface Progress {
  readonly measured: Measured;
  /** Steps of A whose maps were read, and how many are asked for. */
  readonly read: number;
  readonly total: number;
}

const START: Progress = { measured: { cosines: null, layers: null, whole: false }, read: 0, total: 0 };

/** What is asked for: as much as a verdict takes, or the maps of all steps. */
export type Wanted = "verdict" | "all";

/** Both runs as far as they were measured; it goes on while somebody asks. */
export function useMeasured(run: Run, other: Run | null, align: Align, wanted: Wanted): Progress {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    if (!other) return;
    const work = workOf(run, other, align);
    work.listeners.set(again, wanted);
    void work.go();
    again();
    return () => {
      work.listeners.delete(again);
    };
  }, [run, other, align, wanted]);
  return other ? (works.get(run)?.get(keyOf(other, align))?.progress ?? START) : START;
}

/** Measure two runs as far as a verdict takes. */
export async function measure(run: Run, other: Run, align: Align): Promise<Measured> {
  const work = workOf(run, other, align);
  const ask = () => undefined;
  work.listeners.set(ask, "verdict");
  await work.go();
  work.listeners.delete(ask);
  return work.progress.measured;
}

const works = new WeakMap<Run, Map<string, Work>>();

const keyOf = (other: Run, align: Align) => `${other.key} ${align}`;

function workOf(run: Run, other: Run, align: Align): Work {
  const known = works.get(run) ?? new Map<string, Work>();
  works.set(run, known);
  const key = keyOf(other, align);
  const work = known.get(key) ?? new Work(run, other, align);
  known.set(key, work);
  return work;
}

class Work {
  readonly listeners = new Map<() => void, Wanted>();
  progress: Progress = START;
  private going: Promise<void> | null = null;
  private read = 0;
  private readonly pairs: readonly (readonly [Layer, Layer])[];
  private readonly steps: readonly number[];
  private readonly forVerdict: number;
  private readonly alignment: Alignment;
  private readonly words: ReturnType<typeof commonWords>;
  private readonly sameWords: boolean;
  private readonly layers: readonly {
    layer: Layer;
    tokens: (number | null)[];
    words: Map<string, (number | null)[]>;
  }[];

  constructor(
    private readonly run: Run,
    private readonly other: Run,
    private readonly align: Align,
  ) {
    this.alignment = alignmentOf(run, other, align);
    this.pairs = layersOf(run, "cross").flatMap((layer) => {
      const theirs = sameLayer(other, layer);
      return theirs?.type === "cross" ? [[layer, theirs] as const] : [];
    });
    const [mine, theirs] = [run.conditions[0], other.conditions[0]];
    this.words = mine && theirs ? commonWords(mine, theirs) : new Map();
    this.sameWords = !mine || !theirs || sameWordsRecorded(mine, theirs);
    const none = () => Array.from({ length: run.steps }, () => null);
    this.layers = this.pairs.map(([layer]) => ({
      layer,
      tokens: none(),
      words: new Map([...this.words.keys()].map((word) => [word, none()])),
    }));
    this.steps = spread(run.steps);
    this.forVerdict = this.pairs.length > 0 ? Math.min(run.steps, Math.ceil(MAPS / this.pairs.length)) : 0;
  }

  /** Measure what is asked for and not yet there. */
  go(): Promise<void> {
    this.going ??= this.all().finally(() => {
      this.going = null;
    });
    return this.going;
  }

  private async all(): Promise<void> {
    this.publish(this.progress.measured.cosines);
    const cosines = this.progress.measured.cosines ?? (await this.angles());
    this.publish(cosines);
    while (this.read < this.wanted) {
      await this.step(this.steps[this.read] ?? 0);
      this.read += 1;
      this.publish(cosines);
    }
  }

  private get wanted(): number {
    const each = [...this.listeners.values()].map((wanted) =>
      this.pairs.length === 0 ? 0 : wanted === "all" ? this.run.steps : this.forVerdict,
    );
    return Math.max(0, ...each);
  }

  private async angles(): Promise<Measured["cosines"]> {
    const [a, b] = await Promise.all([this.run, this.other].map((run) => run.latents().catch(() => null)));
    const { run, other, align } = this;
    const still = !addsNoise(run) && !addsNoise(other);
    const stepped = still
      ? betweenSteps(run, other, align, "stepped")
      : this.alignment.stepped.map((step) => ({ first: step, second: step, weight: 0 }));
    const alike = sameScale(run, other);
    return {
      latent: await cosines(alike ? (a?.latents ?? null) : null, b?.latents ?? null, stepped),
      x0: await cosines(a?.x0 ?? null, b?.x0 ?? null, betweenSteps(run, other, align, "evaluated")),
    };
  }

  private async step(step: number): Promise<void> {
    const there = this.alignment.evaluated[step] ?? step;
    const [mine, theirs] = [this.run.conditions[0], this.other.conditions[0]];
    const read = (row: number): Promise<readonly [AttentionMap, AttentionMap] | null> => {
      const [a, b] = this.pairs[row] ?? [];
      const entries = [a && this.run.mapEntry(a.id, step), b && this.other.mapEntry(b.id, there)] as const;
      if (!entries[0] || !entries[1]) return Promise.resolve(null);
      // A map that can't be read has no part in it; its panel says why.
      return Promise.all([this.run.map(entries[0]), this.other.map(entries[1])]).catch(() => null);
    };
    // Compared one after the other, and few read ahead: what the page shows now finds the worker free soon.
    const ahead = Array.from({ length: AHEAD }, (_, row) => read(row));
    for (const [row, layer] of this.layers.entries()) {
      ahead.push(read(row + AHEAD));
      const maps = await ahead.shift();
      if (!maps) continue;
      const found = await perform(
        "compareMaps",
        tokenMaps(this.run, mine, maps[0]),
        tokenMaps(this.other, theirs, maps[1]),
        [...this.words.values()],
      );
      layer.tokens[step] = this.sameWords ? found.tokens : null;
      [...layer.words.values()].forEach((series, i) => {
        series[step] = found.words[i] ?? null;
      });
    }
  }

  private publish(cosines: Measured["cosines"]): void {
    const layers: LayerCompared[] = this.layers.map(({ layer, tokens, words }) => ({
      layer,
      tokens: [...tokens],
      words: new Map([...words].map(([word, series]) => [word, [...series]])),
    }));
    const whole = cosines !== null && this.read >= this.forVerdict;
    this.progress = { measured: { cosines, layers, whole }, read: this.read, total: this.wanted };
    this.listeners.forEach((_, tell) => {
      tell();
    });
  }
}

/** Whether the sampler may add noise between steps; one that is not known may. */
function addsNoise({ generator: { sampler } }: Run): boolean {
  return typeof sampler !== "string" || samplers.stochastic.some((part) => sampler.includes(part));
}

/** Values at a noise level between two steps. */
function mixed(array: LatentArray, { first, second, weight }: Between): ReturnType<typeof at> {
  const [one, other] = [at(array, first), at(array, second)];
  if (!one || !other || first === second) return one;
  return one.map((value, i) => (1 - weight) * value + weight * (other[i] ?? 0));
}

/** Cosines of two [steps, C, h, w] arrays, with breaks in which the page is drawn; none where their sizes differ. */
async function cosines(
  a: LatentArray | null,
  b: LatentArray | null,
  alignment: readonly Between[],
): Promise<Series> {
  const found: (number | null)[] = alignment.map(() => null);
  if (!a || !b || a.shape.slice(1).join() !== b.shape.slice(1).join()) return found;
  for (const [step, other] of alignment.entries()) {
    const [mine, theirs] = [at(a, step), mixed(b, other)];
    const angle = mine && theirs ? cosine(mine, theirs) : null;
    found[step] = angle !== null && Number.isFinite(angle) ? angle : null;
    if (step % 8 === 7) await new Promise((resolve) => setTimeout(resolve));
  }
  return found;
}

/** All steps, in an order in which any number of the first ones lies all over the schedule: first, last, halves, quarters. */
export function spread(steps: number): readonly number[] {
  const order = new Set([0, steps - 1]);
  for (let part = steps / 2; order.size < steps && part >= 0.5; part /= 2)
    for (let place = part; place < steps; place += part) order.add(Math.floor(place));
  for (let step = 0; step < steps; step++) order.add(step);
  return [...order].slice(0, steps);
}
