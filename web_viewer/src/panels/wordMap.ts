/** The map of the chosen words over the picture, of what is chosen to be shown of them, and what is said of it. */
import { useMemo } from "react";

import { type ColourTable, colourTable } from "../drawing/colours.ts";
import type { Heat } from "../drawing/HeatCanvas.tsx";
import { useEffectScale, useWordEffect } from "../reading/effects.ts";
import { useGatherScale, useWordGather } from "../reading/gather.ts";
import { useSelection } from "../reading/selection.ts";
import { type MapScale, useMapScale } from "../reading/summary.ts";
import type { Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent, readable } from "../text/numbers.ts";
import { text } from "../text/text.ts";

export interface WordMap {
  /** Undefined while it is read. */
  readonly heat: Heat | undefined;
  readonly grid: readonly [number, number] | undefined;
  readonly scale: MapScale;
  readonly table: ColourTable;
  /** For those who do not see it. */
  readonly label: string;
  /** What its numbers are, where there is little room. */
  readonly brief: string;
  /** What the map shows, in a sentence. */
  readonly says: string;
  /** Why there is none; empty if there is. */
  readonly why: string;
  readonly error: string | null;
}

export function useAttentionMap(run: Run, step: number): WordMap {
  const layer = useSeen((s) => s.layer);
  const selection = useSelection(run, layer, step);
  const { values, grid, terms } = selection;
  const scale = useMapScale(terms.length > 0 ? run : null, layer, selection.condition, values);
  const words = terms.map((t) => t.text).join(" + ");
  return {
    ...useHeat(values, grid, scale),
    label: text("Attention to {words} at step {step}", { words, step: step + 1 }),
    brief: text("share of attention: where the model looks for {words}", { words: quoted(words) }),
    says: text("Where the model looks for {words}.", { words: quoted(words) }),
    why: selection.why,
    error: selection.error,
  };
}

export function useEffectMap(run: Run, step: number): WordMap {
  const layer = useSeen((s) => s.layer);
  const { terms } = useSelection(run, layer, step);
  const effect = useWordEffect(run, terms, step);
  const scale = useEffectScale(effect.why ? null : run, effect.values);
  const words = terms.map((t) => t.text).join(" + ");
  const sizes = { words: quoted(words), norm: readable(effect.norm), floor: readable(effect.floor) };
  return {
    ...useHeat(effect.values, effect.grid, scale),
    label: text("Effect of {words} at step {step}", { words, step: (effect.step ?? step) + 1 }),
    brief: effect.none
      ? text("none without {words} (norm {norm}, noise floor {floor})", sizes)
      : text("change of the guess without {words} (norm {norm}, noise floor {floor})", sizes),
    says: effect.says,
    why: effect.why,
    error: effect.error,
  };
}

/** @param wanted whether it is shown; else nothing is read. */
export function useGatherMap(run: Run, step: number, wanted: boolean): WordMap {
  const layer = useSeen((s) => s.layer);
  const head = useSeen((s) => s.head);
  const gather = useWordGather(run, layer, step, wanted);
  const { terms, condition, values, share } = gather;
  const scale = useGatherScale(
    wanted && terms.length > 0 && !gather.why ? run : null,
    layer,
    condition,
    values,
  );
  const words = terms.map((t) => t.text).join(" + ");
  const named = { words: quoted(words), share: percent(share) };
  return {
    ...useHeat(values, gather.grid, scale),
    label: text("What {words} looks at, at step {step}", { words, step: step + 1 }),
    brief: text("share of what {words} looks at, {share} of it in the picture", named),
    says:
      text(
        "Of the attention of {words} in this layer, {share} goes to the picture; the map shows where. It is the other direction than the attention map, which shows the places that look at the word.",
        named,
      ) + (head === null ? "" : ` ${text("It is the mean over all heads.")}`),
    why: gather.why,
    error: gather.error,
  };
}

const quoted = (words: string) => `“${words}”`;

function useHeat(
  values: Float32Array | undefined,
  grid: readonly [number, number] | undefined,
  scale: MapScale,
): Pick<WordMap, "heat" | "grid" | "scale" | "table"> {
  const colourMap = useSeen((s) => s.colourMap);
  const table = colourTable(colourMap);
  const { domain } = scale;
  const heat = useMemo(
    () => (values && grid ? { values, grid, domain, table } : undefined),
    [values, grid, domain, table],
  );
  return { heat, grid, scale, table };
}
