import { useMemo } from "react";

import { Matrix } from "../../charts/Matrix.tsx";
import { extent } from "../../maths/vectors.ts";
import { readable } from "../../text/numbers.ts";
import { colourTable } from "../../drawing/colours.ts";
import type { Run } from "../../run/types.ts";
import { layerName } from "../../run/names.ts";
import { sameWordsRecorded } from "../../maths/beside.ts";
import { useMeasured } from "../../reading/measured.ts";
import { useAlign } from "../../reading/aligned.ts";
import { useStepColumns } from "../../reading/axis.ts";
import { useSeen, goTo, setLayer, useAppStore } from "../../state/store.ts";
import { Missing } from "../Panel.tsx";

interface Props {
  readonly run: Run;
  readonly other: Run;
}

/** Jensen-Shannon divergence of the two runs' attention, by step and layer: where and when they part. */
export function DivergenceMatrix({ run, other }: Props) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const chosen = useSeen((s) => s.layer);
  const colourMap = useSeen((s) => s.colourMap);
  const columns = useStepColumns(run);
  const comparable = sameTokens(run, other);
  const align = useAlign();
  const layers = useMeasured(run, other, align, "all").measured.layers;
  const values = useMemo(
    () => Float32Array.from((layers ?? []).flatMap(({ tokens }) => tokens.map((value) => value ?? NaN))),
    [layers],
  );
  if (!comparable) {
    return (
      <Missing>
        The two runs recorded different tokens, so you can’t compare their attention to all tokens. Compare a
        word that both have.
      </Missing>
    );
  }
  if (!layers) return null;
  if (layers.length === 0) return <Missing>The two runs share no recorded cross-attention layer.</Missing>;
  const largest = (extent(values)?.[1] ?? 0) || Math.LN2;
  return (
    <Matrix
      label="Jensen-Shannon divergence by layer and step"
      rows={layers.map(({ layer }) => ({
        key: layer.id,
        label: layerName(layer),
        selected: layer.id === chosen,
        onSelect: () => {
          setLayer(app, layer.id);
        },
      }))}
      columns={run.steps}
      values={values}
      domain={[0, largest]}
      table={colourTable(colourMap)}
      column={step}
      heads={columns.heads}
      columnName={(column) =>
        `${columns.nameOf(column)}; brightest = ${readable(largest)} nats of at most ${readable(Math.LN2)}`
      }
      onPick={(row, column) => {
        goTo(app, column);
        const compared = layers[row];
        if (compared) setLayer(app, compared.layer.id);
      }}
      describe={(row, column) => {
        const compared = layers[row];
        const value = values[row * run.steps + column];
        return `${compared ? layerName(compared.layer) : ""}, ${columns.nameOf(column)}: ${readable(value)} nats`;
      }}
    />
  );
}

/** The prompts have the same number of tokens; then each cell's distribution over token places can be compared. */
function sameTokens(run: Run, other: Run): boolean {
  const [a, b] = [run.conditions[0], other.conditions[0]];
  if (!a || !b || a.tokens.length === 0) return false;
  return a.tokens.length === b.tokens.length && sameWordsRecorded(a, b);
}
