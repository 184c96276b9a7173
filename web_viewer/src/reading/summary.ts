/**
 * What all steps of a layer say together: each term's mean attention at each step, and the largest value of any word
 * in any cell, which the shared colour scale ends at. Read once per layer and conditioning, step by step.
 */
import { useLayoutEffect, useMemo, useReducer } from "react";

import type { AttentionMap, Condition, Run } from "../run/types.ts";
import { extent } from "../maths/vectors.ts";
import { termMap, termMeans } from "../maths/words.ts";
import { type Term, termsOf } from "../run/terms.ts";
import { useSeen } from "../state/store.ts";
import { text } from "../text/text.ts";

export interface LayerSummary {
  /** `[step][term]`: mean over the cells of the term's map; null for a step that has none. */
  readonly means: readonly (Float32Array | null)[];
  /** Largest value of a word (start, end and padding left out) in a cell, over the steps read so far. */
  readonly largest: number;
  readonly read: number;
  readonly total: number;
}

interface Work {
  summary: LayerSummary;
  readonly listeners: Set<() => void>;
}

const known = new WeakMap<Run, Map<string, Work>>();

/** The summary as far as it has been read; it goes on by itself, nearest steps first. */
export function useLayerSummary(
  run: Run | null,
  layer: string | null,
  condition: Condition | undefined,
): LayerSummary | null {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const id = condition?.id;
  // Before painting: what is in memory is drawn with its scale at once.
  useLayoutEffect(() => {
    if (!run || layer === null || !condition) return;
    const work = begin(run, layer, condition);
    work.listeners.add(again);
    again();
    return () => {
      work.listeners.delete(again);
    };
  }, [run, layer, condition]);
  if (!run || layer === null || id === undefined) return null;
  return known.get(run)?.get(`${layer} ${id}`)?.summary ?? null;
}

function begin(run: Run, layer: string, condition: Condition): Work {
  const works = known.get(run) ?? new Map<string, Work>();
  known.set(run, works);
  const key = `${layer} ${condition.id}`;
  const there = works.get(key);
  if (there) return there;
  const entries = Array.from({ length: run.steps }, (_, step) => run.mapEntry(layer, step, condition.id));
  const work: Work = { summary: emptySummary(entries), listeners: new Set() };
  works.set(key, work);
  void readAll(run, entries, condition, work);
  return work;
}

type Entries = readonly ReturnType<Run["mapEntry"]>[];

function emptySummary(entries: Entries): LayerSummary {
  const total = entries.filter((e) => e !== undefined).length;
  return { means: entries.map(() => null), largest: 0, read: 0, total };
}

/** What is in memory is summed up at once, and told at once; the rest as it is read. */
async function readAll(run: Run, entries: Entries, condition: Condition, work: Work): Promise<void> {
  const terms = termsOf(condition);
  const means = [...work.summary.means];
  const { total } = work.summary;
  let largest = 0;
  let read = 0;
  const take = (step: number, map: AttentionMap | undefined) => {
    read += 1;
    if (!map) return;
    const found = digest(map, terms);
    means[step] = found.means;
    largest = Math.max(largest, found.largest);
  };
  const publish = () => {
    work.summary = { means: [...means], largest, read, total };
    work.listeners.forEach((tell) => {
      tell();
    });
  };
  const missing: number[] = [];
  for (const [step, entry] of entries.entries()) {
    const map = entry && run.peekMap(entry);
    if (map) take(step, map);
    else if (entry) missing.push(step);
  }
  publish();
  const queue = missing.values();
  const readOne = async (step: number) => {
    const entry = entries[step];
    // The panel that shows a map says what is wrong with it; here the step stays a gap.
    take(step, entry && (await run.map(entry).catch(() => undefined)));
    publish();
  };
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (const step of queue) await readOne(step);
    }),
  );
}

interface Digest {
  readonly means: Float32Array;
  readonly largest: number;
}

const digests = new WeakMap<Float32Array, Digest>();

/** Of one map, worked out once: a pass that is watched is another run with each step, of the same maps. */
function digest(map: AttentionMap, terms: readonly Term[]): Digest {
  const there = digests.get(map.values);
  if (there) return there;
  let largest = 0;
  for (const { kind, tokens } of terms)
    if (kind === "word") for (const value of termMap(map, tokens)) largest = Math.max(largest, value);
  const groups = terms.map((term) => term.tokens);
  const made = { means: termMeans(map, groups), largest };
  digests.set(map.values, made);
  return made;
}

/** Where the colours of maps start and end. */
export interface MapScale {
  readonly domain: readonly [number, number];
  /** What the upper end is, in words. */
  readonly caption: string;
}

/** The scale of the maps of a conditioning's words in a layer; `values` is the map that is drawn, if any. */
export function useMapScale(
  run: Run | null,
  layer: string | null,
  condition: Condition | undefined,
  values: Float32Array | undefined,
): MapScale {
  const mode = useSeen((s) => s.scale);
  const summary = useLayerSummary(mode === "normalised" ? null : run, layer, condition);
  return useMemo(() => {
    if (mode === "normalised") {
      return {
        domain: [0, (values && extent(values)?.[1]) || 1],
        caption: text("share of attention, stretched to this map’s own largest value"),
      };
    }
    const caption = text("share of attention, on one scale for all words and steps of this layer");
    const part =
      summary && summary.read < summary.total
        ? ` ${text("({read} of {total} steps read)", { read: summary.read, total: summary.total })}`
        : "";
    return { domain: [0, summary?.largest || 1], caption: caption + part };
  }, [mode, summary, values]);
}
