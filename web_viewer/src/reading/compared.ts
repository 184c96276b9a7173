/** The words that two runs are compared by, and the attention to them in both. */
import { useMemo } from "react";

import { besideTerms, wordsMap } from "../maths/beside.ts";
import type { Placed } from "../maths/divergence.ts";
import { sameLayer } from "../run/layers.ts";
import { type Term, termsOf } from "../run/terms.ts";
import type { Condition, Layer, Run, Series } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { useMap } from "./loading.ts";
import { useSelectedTerms } from "./selection.ts";
import { useLayerSummary } from "./summary.ts";

/** The conditioning of one run, and those of its words that are compared; none where it lacks them. */
export interface WordsOf {
  readonly condition: Condition | undefined;
  readonly terms: readonly Term[];
}

/** What is selected, in A and in B. */
export function useComparedWords(run: Run, other: Run): readonly [WordsOf, WordsOf] {
  const { condition: a, terms } = useSelectedTerms(run);
  const theirs = useSeen((s) => s.theirs);
  return useMemo(() => {
    const b = other.conditions.find((c) => c.polarity === a?.polarity);
    if (!a || !b)
      return [
        { condition: a, terms },
        { condition: b, terms: [] },
      ];
    if (terms.length === 0) {
      const alone = other.conditions.find((c) => c.id === theirs[0]?.condition);
      const all = alone ? termsOf(alone) : [];
      return [
        { condition: a, terms: [] },
        { condition: alone ?? b, terms: theirs.flatMap(({ index }) => all[index] ?? []) },
      ];
    }
    const [mine, same] = besideTerms(terms, a, b);
    return [
      { condition: a, terms: mine },
      { condition: b, terms: same },
    ];
  }, [other, a, terms, theirs]);
}

/** The layer that is chosen in A, and the one at its place in B. */
export function useComparedLayers(run: Run, other: Run): readonly [Layer | null, Layer | null] {
  const chosen = useSeen((s) => s.layer);
  const layer = run.layers.find((l) => l.id === chosen) ?? null;
  return [layer, layer && sameLayer(other, layer)];
}

export interface WordsMap {
  /** Undefined while it is read, and where there is none. */
  readonly placed: Placed | undefined;
  readonly listed: boolean;
  readonly error: string | null;
}

/** The attention to words of one run, on the whole picture. */
export function useWordsMap(
  run: Run,
  layer: Layer | null,
  step: number,
  { condition, terms }: WordsOf,
): WordsMap {
  const head = useSeen((s) => s.head);
  const map = useMap(run, layer?.id ?? null, step, condition?.id, head);
  const placed = useMemo(
    () =>
      map.value && condition && terms.length > 0 ? wordsMap(run, condition, map.value, terms) : undefined,
    [run, condition, terms, map.value],
  );
  return { placed, listed: map.listed, error: map.error };
}

/** The mean attention to words over the picture, by step; as far as it was read. */
export function useWordsSeries(run: Run, layer: Layer | null, { condition, terms }: WordsOf): Series {
  const summary = useLayerSummary(run, layer?.id ?? null, condition);
  return useMemo(
    () =>
      (summary?.means ?? []).map((means) =>
        means && terms.length > 0 ? terms.reduce((sum, { index }) => sum + (means[index] ?? 0), 0) : null,
      ),
    [summary, terms],
  );
}
