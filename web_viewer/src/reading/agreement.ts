/** How far attention to the chosen words and their effect agree, in each layer at each measured step. */
import { useEffect, useMemo, useState } from "react";

import { agreement } from "../maths/agreement.ts";
import { onWholeImage } from "../maths/areas.ts";
import { termMap } from "../maths/words.ts";
import { findEffect } from "../run/effects.ts";
import { layersOf } from "../run/layers.ts";
import type { Term } from "../run/terms.ts";
import type { Layer, Run } from "../run/types.ts";

export interface Agreements {
  readonly layers: readonly Layer[];
  readonly steps: readonly number[];
  /** [layers, steps] of Pearson's correlation over cells; NaN where it is not known yet, or one of the maps is flat. */
  readonly values: Float32Array;
}

export function useAgreements(run: Run, terms: readonly Term[]): Agreements {
  const layers = useMemo(() => layersOf(run, "cross"), [run]);
  const steps = run.effectSteps;
  const [found, setFound] = useState<{ run: Run; terms: readonly Term[]; values: Float32Array } | null>(null);
  useEffect(() => {
    const number = findEffect(run.effectWords, terms);
    const condition = run.conditions.find((c) => c.id === terms[0]?.condition);
    const tokens = terms.flatMap((term) => term.tokens);
    let wanted = true;
    const values = new Float32Array(layers.length * steps.length).fill(NaN);
    const at = async (layer: Layer, step: number): Promise<number | null> => {
      const entry = run.mapEntry(layer.id, step, condition?.id);
      const [effects, map] = await Promise.all([run.effects(step), entry && run.map(entry)]);
      const effect = number === null ? undefined : effects?.words[number];
      if (!effects || !effect || !map) return null;
      const seen = onWholeImage(run, condition, termMap(map, tokens), map.entry.grid);
      return agreement(seen, { values: effect, grid: effects.grid });
    };
    const readAll = async () => {
      for (const [column, step] of steps.entries()) {
        await Promise.all(
          layers.map(async (layer, row) => {
            // What can't be read has no part in it; its panel says why.
            const value = await at(layer, step).catch(() => null);
            values[row * steps.length + column] = value ?? NaN;
          }),
        );
        if (!wanted) return;
        setFound({ run, terms, values: values.slice() });
      }
    };
    if (number !== null) void readAll();
    return () => {
      wanted = false;
    };
  }, [run, terms, layers, steps]);
  return useMemo(() => {
    const here = found?.run === run && found.terms === terms ? found.values : null;
    return { layers, steps, values: here ?? new Float32Array(layers.length * steps.length).fill(NaN) };
  }, [run, terms, layers, steps, found]);
}
