import { useEffect, useMemo, useState } from "react";

import { Matrix } from "../charts/Matrix.tsx";
import { extent } from "../maths/vectors.ts";
import { percent } from "../text/numbers.ts";
import { colourTable } from "../drawing/colours.ts";
import type { Run } from "../run/types.ts";
import { termMeans } from "../maths/words.ts";
import { useSource } from "../reading/effects.ts";
import { layerName, partsOf } from "../run/names.ts";
import { layersOf } from "../run/layers.ts";
import { useSeen, selectTerms, setLayer, useAppStore } from "../state/store.ts";
import { useListedTerms, useSelectedTerms } from "../reading/selection.ts";
import { sameTerm, termsOf } from "../run/terms.ts";
import { Missing } from "./Panel.tsx";
import { WordLabel } from "./WordStepMatrix.tsx";

/** While the step moves on, all layers of each step passed need not be read. */
const SETTLED_MS = 150;

/** Which layer listens to which word. An effect is of the whole network, whatever the switch at the map has. */
export function LayerWordGrid({ run, step }: { run: Run; step: number }) {
  const source = useSource(run);
  return (
    <>
      {(source === "effect" || source === "both") && (
        <p className="small soft">
          This is attention. Effects have no layers: the whole network is evaluated without the word.
        </p>
      )}
      <AttentionByLayer run={run} step={step} />
    </>
  );
}

/** Mean attention of each word over the picture at a step, by layer. */
function AttentionByLayer({ run, step }: { run: Run; step: number }) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const colourMap = useSeen((s) => s.colourMap);
  const selected = useSeen((s) => s.terms);
  const { condition } = useSelectedTerms(run);
  const layers = useMemo(() => layersOf(run, "cross"), [run]);
  const terms = useListedTerms(condition);
  const [grid, setGrid] = useState<{ step: number; means: readonly (Float32Array | null)[] } | null>(null);
  useEffect(() => {
    if (!condition) return;
    let wanted = true;
    const all = termsOf(condition).map((t) => t.tokens);
    const read = async () => {
      const means = await Promise.all(
        layers.map(async (l) => {
          const entry = run.mapEntry(l.id, step, condition.id);
          if (!entry) return null;
          const map = await run.map(entry).catch(() => null);
          return map && termMeans(map, all);
        }),
      );
      if (wanted) setGrid({ step, means });
    };
    const timer = setTimeout(() => void read(), SETTLED_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [run, step, layers, condition]);
  const values = useMemo(() => {
    const cells = new Float32Array(terms.length * layers.length).fill(NaN);
    terms.forEach((term, row) => {
      layers.forEach((_, column) => {
        cells[row * layers.length + column] = grid?.means[column]?.[term.index] ?? NaN;
      });
    });
    return cells;
  }, [terms, layers, grid]);
  if (layers.length === 0) return <Missing>No cross-attention was recorded.</Missing>;
  const largest = (extent(values)?.[1] ?? 1) || 1;
  const chosen = layers.findIndex((l) => l.id === layer);
  const nameOf = (column: number) => {
    const l = layers[column];
    return l ? layerName(l) : "";
  };
  return (
    <Matrix
      label={`Mean attention of each word by layer at step ${String(step + 1)}`}
      rows={terms.map((term) => ({
        key: String(term.index),
        label: <WordLabel text={term.text} kind={term.kind} index={term.index} />,
        selected: selected.some((t) => sameTerm(t, term)),
        onSelect: () => {
          selectTerms(app, [term]);
        },
      }))}
      columns={layers.length}
      values={values}
      domain={[0, largest]}
      table={colourTable(colourMap)}
      heads={{ axis: "layer", parts: partsOf(layers) }}
      column={chosen < 0 ? null : chosen}
      columnName={(column) =>
        `${nameOf(column)}; layers from the first to the last; brightest = ${percent(largest)}`
      }
      onPick={(row, column) => {
        const l = layers[column];
        const term = terms[row];
        if (l) setLayer(app, l.id);
        if (term) selectTerms(app, [term]);
      }}
      describe={(row, column) => {
        const value = values[row * layers.length + column];
        return `${terms[row]?.text ?? ""}, ${nameOf(column)}: ${percent(value)} of the attention, mean over the picture`;
      }}
    />
  );
}
