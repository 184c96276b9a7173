import { useEffect, useMemo, useState } from "react";

import { Matrix } from "../../charts/Matrix.tsx";
import { extent } from "../../maths/vectors.ts";
import { readable } from "../../text/numbers.ts";
import { colourTable } from "../../drawing/colours.ts";
import type { Layer, Run } from "../../run/types.ts";
import { attentionDivergence } from "../../maths/beside.ts";
import { layerName } from "../../run/names.ts";
import { layersOf, sameLayer } from "../../run/layers.ts";
import { useSeen, goTo, setLayer, useAppStore } from "../../state/store.ts";
import { Missing } from "../Panel.tsx";

interface Props {
  readonly run: Run;
  readonly other: Run;
  /** The other run's step for each step. */
  readonly alignment: readonly number[];
}

/** Jensen-Shannon divergence of the two runs' attention, by step and layer: where and when they part. */
export function DivergenceMatrix({ run, other, alignment }: Props) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const chosen = useSeen((s) => s.layer);
  const colourMap = useSeen((s) => s.colourMap);
  const comparable = sameTokens(run, other);
  const pairs = useMemo(
    () =>
      layersOf(run, "cross").flatMap((l) =>
        sameLayer(other, l) ? [[l, sameLayer(other, l)] as [Layer, Layer]] : [],
      ),
    [run, other],
  );
  const values = useDivergences(run, other, alignment, pairs);
  if (!comparable) {
    return (
      <Missing>
        The two prompts have different tokens, so you can’t compare their attention to all tokens. Compare a
        word that both have.
      </Missing>
    );
  }
  if (pairs.length === 0) return <Missing>The two runs share no recorded cross-attention layer.</Missing>;
  const largest = (extent(values)?.[1] ?? 0) || Math.LN2;
  return (
    <Matrix
      label="Jensen-Shannon divergence by layer and step"
      rows={pairs.map(([l]) => ({
        key: l.id,
        label: layerName(l),
        selected: l.id === chosen,
        onSelect: () => {
          setLayer(app, l.id);
        },
      }))}
      columns={run.steps}
      values={values}
      domain={[0, largest]}
      table={colourTable(colourMap)}
      column={step}
      columnName={(column) =>
        `step ${String(column + 1)}; brightest = ${readable(largest)} nats of at most ${readable(Math.LN2)}`
      }
      onPick={(row, column) => {
        goTo(app, column);
        const pair = pairs[row];
        if (pair) setLayer(app, pair[0].id);
      }}
      describe={(row, column) => {
        const pair = pairs[row];
        const value = values[row * run.steps + column];
        return `${pair ? layerName(pair[0]) : ""}, step ${String(column + 1)}: ${readable(value)} nats`;
      }}
    />
  );
}

/** The prompts have the same number of tokens; then each cell's distribution over token places can be compared. */
function sameTokens(run: Run, other: Run): boolean {
  const [a, b] = [run.conditions[0]?.tokens.length, other.conditions[0]?.tokens.length];
  return a !== undefined && a > 0 && a === b;
}

/** Layers x steps divergences, as far as they have been read; NaN elsewhere. */
function useDivergences(
  run: Run,
  other: Run,
  alignment: readonly number[],
  pairs: readonly (readonly [Layer, Layer])[],
): Float32Array {
  const empty = useMemo(
    () => ({ alignment, pairs, cells: new Float32Array(pairs.length * run.steps).fill(NaN) }),
    [alignment, pairs, run],
  );
  const [found, setFound] = useState(empty);
  useEffect(() => {
    let wanted = true;
    const cells = empty.cells.slice();
    const one = async (row: number, step: number) => {
      const [a, b] = pairs[row] ?? [];
      const mine = a && run.mapEntry(a.id, step);
      const theirs = b && other.mapEntry(b.id, alignment[step] ?? step);
      if (!mine || !theirs) return;
      const maps = await Promise.all([run.map(mine), other.map(theirs)]).catch(() => null);
      if (maps) cells[row * run.steps + step] = attentionDivergence(run, maps[0], other, maps[1]) ?? NaN;
    };
    const all = async () => {
      for (let step = 0; step < run.steps && wanted; step++) {
        await Promise.all(pairs.map((_, row) => one(row, step)));
        if (wanted) setFound({ alignment, pairs, cells: cells.slice() });
      }
    };
    void all();
    return () => {
      wanted = false;
    };
  }, [run, other, alignment, pairs, empty]);
  return found.pairs === pairs && found.alignment === alignment ? found.cells : empty.cells;
}
