/** Effects of words as they are shown: of the chosen word, at the measured step that is nearest, on a scale of their own. */
import { useLayoutEffect, useMemo, useReducer } from "react";

import { extent } from "../maths/vectors.ts";
import { findEffect, nearestEffects, whyNoEffect } from "../run/effects.ts";
import type { Term } from "../run/terms.ts";
import type { Run, StepEffects } from "../run/types.ts";
import { type Source, sourcesOf } from "../run/sources.ts";
import { useSeen } from "../state/store.ts";
import { readable } from "../text/numbers.ts";
import { text } from "../text/text.ts";
import { useEffectsAt } from "./loading.ts";
import type { MapScale } from "./summary.ts";

/** What is shown of words: what the view says, where the run has it. */
export function useSource(run: Run): Source {
  const source = useSeen((s) => s.source);
  return sourcesOf(run).includes(source) ? source : "attention";
}

/** The effect of a word, or of a phrase that was measured as one. */
export interface ShownEffect {
  /** Of the run's effect words; null where it was not measured. */
  readonly number: number | null;
  /** The step that is shown; null where there is none. */
  readonly step: number | null;
  /** [h, w], 0 where the change is not above the noise floor; undefined while it is read, or where there is none. */
  readonly values: Float32Array | undefined;
  readonly grid: readonly [number, number] | undefined;
  /** Euclidean norms of the change, and of the noise floor; null where they are not known. */
  readonly norm: number | null;
  readonly floor: number | null;
  /** Whether nothing is above the floor. */
  readonly none: boolean;
  /** What the map shows, in a sentence. */
  readonly says: string;
  /** Why there is no effect to be shown; empty if there is. */
  readonly why: string;
  readonly error: string | null;
}

export function useWordEffect(run: Run, terms: readonly Term[], step: number): ShownEffect {
  const why = terms.length > 0 ? whyNoEffect(run, terms) : "";
  const number = useMemo(() => findEffect(run.effectWords, terms), [run.effectWords, terms]);
  const at = nearestEffects(run, step);
  const read = useEffectsAt(number === null ? null : run, at);
  const values = number === null ? undefined : read.value?.words[number];
  const norms = at === null ? null : run.metrics.words.get("effect_l2_norm")?.[at];
  const norm = (number === null ? null : norms?.[number]) ?? null;
  const floor = norms?.[run.effectWords.length] ?? null;
  const none = values?.every((value) => value === 0) ?? false;
  return {
    number,
    step: at,
    values,
    grid: read.value?.grid,
    norm,
    floor,
    none,
    says: number === null ? "" : sentence(run, number, terms, { norm, floor, none }),
    why,
    error: read.error ?? read.value?.problem?.message ?? null,
  };
}

function sentence(
  run: Run,
  number: number,
  terms: readonly Term[],
  { norm, floor, none }: Pick<ShownEffect, "norm" | "floor" | "none">,
): string {
  const words = `“${terms.map((term) => term.text).join(" + ")}”`;
  const sizes = { words, norm: readable(norm), floor: readable(floor) };
  const says = none
    ? text("None: without {words}, nothing rises above the noise floor (norm {norm}, floor {floor}).", sizes)
    : run.effectKind === "text"
      ? text(
          "What changes in the model’s guess with {words} left out of the text (norm {norm}, noise floor {floor}).",
          sizes,
        )
      : text("What changes in the model’s guess without {words} (norm {norm}, noise floor {floor}).", sizes);
  const chosen = new Set(terms.flatMap(({ tokens }) => tokens));
  const removed = [...(run.effectWords[number]?.tokens.values() ?? [])];
  return removed.some((tokens) => tokens.length > chosen.size)
    ? `${says} ${text("It was removed at each place of the prompt.")}`
    : says;
}

const largest = new WeakMap<StepEffects, number>();

/** The largest value of any word at a step. */
function largestOf(effects: StepEffects): number {
  const known = largest.get(effects) ?? Math.max(0, ...effects.words.map((map) => extent(map)?.[1] ?? 0));
  largest.set(effects, known);
  return known;
}

/** By step, as far as they were read. */
const peaks = new WeakMap<Run, Map<number, number>>();

/** The scale of the effects of all words and steps, or of one map alone; `values` is the map that is drawn, if any. */
export function useEffectScale(run: Run | null, values: Float32Array | undefined): MapScale {
  const mode = useSeen((s) => s.scale);
  const [, again] = useReducer((n: number) => n + 1, 0);
  const shared = mode === "absolute" ? run : null;
  // Before painting: what is in memory is drawn with its scale at once.
  useLayoutEffect(() => {
    if (!shared) return;
    let wanted = true;
    const known = peaks.get(shared) ?? new Map<number, number>();
    peaks.set(shared, known);
    for (const step of shared.effectSteps) {
      const here = shared.peekEffects(step);
      if (here) known.set(step, largestOf(here));
      if (known.has(step)) continue;
      // The panel that shows an effect says what is wrong with its file; here it stays out.
      shared.effects(step).then(
        (effects) => {
          known.set(step, effects ? largestOf(effects) : 0);
          if (wanted) again();
        },
        () => undefined,
      );
    }
    again();
    return () => {
      wanted = false;
    };
  }, [shared]);
  const most = Math.max(0, ...((shared && peaks.get(shared)?.values()) ?? []));
  return useMemo(() => {
    if (!shared) {
      return {
        domain: [0, (values && extent(values)?.[1]) || 1],
        caption: text("change of the guess, stretched to this map’s own largest value"),
      };
    }
    return {
      domain: [0, most || 1],
      caption: text("change of the guess, on one scale for all words and measured steps"),
    };
  }, [shared, values, most]);
}
