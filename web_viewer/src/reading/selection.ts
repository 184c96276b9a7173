/** The selected words' map in a layer at a step: the sum over their tokens, and why it is missing where it is. */
import { useMemo } from "react";

import type { Condition, Run } from "../run/types.ts";
import { onWholeImage } from "../maths/areas.ts";
import { termMap } from "../maths/words.ts";
import { useMap } from "./loading.ts";
import { useSeen } from "../state/store.ts";
import { type Term, termsOf } from "../run/terms.ts";
import { whyMissing } from "../run/names.ts";

export interface Selection {
  /** Of the selected words that belong to one conditioning: that of the word selected first. */
  readonly condition: Condition | undefined;
  readonly terms: readonly Term[];
  /** [r, c] values of the sum, on the whole picture; undefined while it is being read. */
  readonly values: Float32Array | undefined;
  readonly grid: readonly [number, number] | undefined;
  readonly listed: boolean;
  readonly why: string;
  readonly error: string | null;
}

export function useSelectedTerms(run: Run): { condition: Condition | undefined; terms: readonly Term[] } {
  const refs = useSeen((s) => s.terms);
  return useMemo(() => {
    const condition = run.conditions.find((c) => c.id === (refs[0]?.condition ?? "c0"));
    const all = condition ? termsOf(condition) : [];
    const terms = refs.flatMap((ref) => (ref.condition === condition?.id ? (all[ref.index] ?? []) : []));
    return { condition, terms };
  }, [run, refs]);
}

/** The terms of a conditioning that are listed: its words, and with T start, end and padding. */
export function useListedTerms(condition: Condition | undefined): readonly Term[] {
  const showSpecial = useSeen((s) => s.showSpecial);
  return useMemo(
    () => (condition ? termsOf(condition).filter((t) => showSpecial || t.kind === "word") : []),
    [condition, showSpecial],
  );
}

export function useSelection(run: Run, layer: string | null, step: number): Selection {
  const head = useSeen((s) => s.head);
  const { condition, terms } = useSelectedTerms(run);
  const map = useMap(run, layer, step, condition?.id, head);
  const placed = useMemo(() => {
    if (!map.value || terms.length === 0) return undefined;
    const tokens = terms.flatMap((t) => t.tokens);
    return onWholeImage(run, condition, termMap(map.value, tokens), map.value.entry.grid);
  }, [run, condition, map.value, terms]);
  return {
    condition,
    terms,
    values: placed?.values,
    grid: placed?.grid ?? map.value?.entry.grid,
    listed: map.listed,
    why: map.listed ? "" : whyMissing(run, layer, step),
    error: map.error,
  };
}
