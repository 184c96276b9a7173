/**
 * What all steps of a layer say together: each term's mean attention at each step, and the largest value of any word
 * in any cell, which the shared colour scale ends at. Read once per layer and conditioning, step by step.
 */
import { useEffect, useReducer } from "react";

import type { Condition, Run } from "../dataset/types.ts";
import { termMap, termMeans } from "../maths/words.ts";
import { termsOf } from "./terms.ts";

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
  useEffect(() => {
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
  const total = entries.filter((e) => e !== undefined).length;
  const work: Work = {
    summary: { means: entries.map(() => null), largest: 0, read: 0, total },
    listeners: new Set(),
  };
  works.set(key, work);
  void readAll(run, entries, condition, work);
  return work;
}

async function readAll(
  run: Run,
  entries: readonly ReturnType<Run["mapEntry"]>[],
  condition: Condition,
  work: Work,
): Promise<void> {
  const terms = termsOf(condition);
  const groups = terms.map((term) => term.tokens);
  const words = terms.filter((term) => term.kind === "word");
  const means = entries.map((): Float32Array | null => null);
  let largest = 0;
  let read = 0;
  const one = async (step: number) => {
    const entry = entries[step];
    if (!entry) return;
    try {
      const map = await run.map(entry);
      means[step] = termMeans(map, groups);
      for (const { tokens } of words) {
        for (const value of termMap(map, tokens)) largest = Math.max(largest, value);
      }
    } catch {
      // The panel that shows this map says what is wrong with it; here the step stays a gap.
    }
    read += 1;
    work.summary = { means: [...means], largest, read, total: work.summary.total };
    work.listeners.forEach((tell) => {
      tell();
    });
  };
  const queue = entries.keys();
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (const step of queue) await one(step);
    }),
  );
}
