/** What words look at as it is shown: of the chosen words, in the chosen layer, on a scale of its own. */
import { useLayoutEffect, useMemo, useReducer } from "react";

import { onWholeImage } from "../maths/areas.ts";
import { extent } from "../maths/vectors.ts";
import { gatherMap, gatherRows, gatherTerms, whyNoGather } from "../run/gather.ts";
import type { Term } from "../run/terms.ts";
import type { Condition, Run, StepGather } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { text } from "../text/text.ts";
import { useGatherAt } from "./loading.ts";
import { useSelectedTerms } from "./selection.ts";
import type { MapScale } from "./summary.ts";

export interface ShownGather {
  readonly terms: readonly Term[];
  readonly condition: Condition | undefined;
  /** [r, c] on the whole picture: the share of the words' attention that goes to each cell; undefined while it is read. */
  readonly values: Float32Array | undefined;
  readonly grid: readonly [number, number] | undefined;
  /** Of all that the words look at, the share that is in the picture; undefined while it is read. */
  readonly share: number | undefined;
  /** Why there is none; empty if there is. */
  readonly why: string;
  readonly error: string | null;
}

/** @param wanted whether it is shown; else nothing is read. */
export function useWordGather(run: Run, layer: string | null, step: number, wanted: boolean): ShownGather {
  const { condition, terms } = useSelectedTerms(run);
  const why = whyNoGather(run, terms, layer, step);
  const read = useGatherAt(wanted && terms.length > 0 && !why ? run : null, step, condition?.id ?? "c0");
  const found = useMemo(() => {
    const rows = gatherRows(run.gather, terms);
    const place = run.gather?.layers.indexOf(layer ?? "") ?? -1;
    if (!read.value || rows === null || place < 0) return undefined;
    const map = gatherMap(read.value, place, rows);
    const [, , height, width] = read.value.shape;
    return {
      ...onWholeImage(run, condition, map, [height, width]),
      share: map.reduce((sum, value) => sum + value, 0),
    };
  }, [run, condition, terms, layer, read.value]);
  return {
    terms,
    condition,
    values: found?.values,
    grid: found?.grid,
    share: found?.share,
    why,
    error: read.error ?? read.value?.problem?.message ?? null,
  };
}

/** Largest values of a conditioning's words in a layer, by step, as far as they were read. */
const peaks = new WeakMap<Run, Map<string, Map<number, number>>>();

function largestOf(run: Run, condition: Condition, layer: string, maps: StepGather): number {
  const place = run.gather?.layers.indexOf(layer) ?? -1;
  const rows = gatherTerms(run, condition).flatMap((term) => {
    const own = gatherRows(run.gather, [term]);
    return own ? [own] : [];
  });
  return Math.max(0, ...rows.map((own) => extent(gatherMap(maps, place, own))?.[1] ?? 0));
}

/** The scale of what all words of a conditioning look at in a layer, at all steps, or of one map alone. */
export function useGatherScale(
  run: Run | null,
  layer: string | null,
  condition: Condition | undefined,
  values: Float32Array | undefined,
): MapScale {
  const mode = useSeen((s) => s.scale);
  const [, again] = useReducer((n: number) => n + 1, 0);
  const shared = mode === "absolute" && run?.gather?.layers.includes(layer ?? "") ? run : null;
  const key = `${condition?.id ?? ""} ${layer ?? ""}`;
  // Before painting: what is in memory is drawn with its scale at once.
  useLayoutEffect(() => {
    if (!shared || !condition || layer === null) return;
    let wanted = true;
    const all = peaks.get(shared) ?? new Map<string, Map<number, number>>();
    peaks.set(shared, all);
    const known = all.get(key) ?? new Map<number, number>();
    all.set(key, known);
    for (const step of shared.gather?.steps.get(condition.id) ?? []) {
      const here = shared.peekGather(step, condition.id);
      if (here && !known.has(step)) known.set(step, largestOf(shared, condition, layer, here));
      if (known.has(step)) continue;
      // The panel that shows a map says what is wrong with its file; here it stays out.
      shared.gatherAt(step, condition.id).then(
        (maps) => {
          known.set(step, maps ? largestOf(shared, condition, layer, maps) : 0);
          if (wanted) again();
        },
        () => undefined,
      );
    }
    again();
    return () => {
      wanted = false;
    };
  }, [shared, layer, condition, key]);
  const most = Math.max(0, ...((shared && peaks.get(shared)?.get(key)?.values()) ?? []));
  return useMemo(() => {
    if (mode === "normalised")
      return {
        domain: [0, (values && extent(values)?.[1]) || 1],
        caption: text("share of the word’s attention, stretched to this map’s own largest value"),
      };
    return {
      domain: [0, most || 1],
      caption: text("share of the word’s attention, on one scale for all words and steps of this layer"),
    };
  }, [mode, values, most]);
}
