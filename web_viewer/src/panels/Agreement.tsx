import { Matrix } from "../charts/Matrix.tsx";
import { differenceTable } from "../drawing/colours.ts";
import { useAgreements } from "../reading/agreement.ts";
import { useEffectColumns } from "../reading/axis.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { findEffect, nearestEffects } from "../run/effects.ts";
import { layerName } from "../run/names.ts";
import type { Run } from "../run/types.ts";
import { goTo, setLayer, useAppStore, useSeen } from "../state/store.ts";
import { readable } from "../text/numbers.ts";

/** How far attention to the chosen words and their effect agree, by layer and step. */
export function Agreement({ run, step }: { run: Run; step: number }) {
  const app = useAppStore();
  const chosen = useSeen((s) => s.layer);
  const { terms } = useSelectedTerms(run);
  const { layers, steps, values } = useAgreements(run, terms);
  const shown = nearestEffects(run, step);
  const columns = useEffectColumns(run);
  if (shown === null || findEffect(run.effectWords, terms) === null) return null;
  const valueAt = (row: number, at: number) => values[row * steps.length + at];
  const describe = (row: number, at: number) => {
    const layer = layers[row];
    return `${layer ? layerName(layer) : ""}, ${columns.nameOf(at)}: ${readable(valueAt(row, at))}`;
  };
  const row = layers.findIndex(({ id }) => id === chosen);
  return (
    <div className="agreement">
      <p className="small soft">
        Do they agree? Pearson’s correlation over cells: 1 (red) the same shape, 0 (white) none.
      </p>
      <Matrix
        label="Agreement of attention and effect by layer and step"
        rows={layers.map((layer) => ({
          key: layer.id,
          label: <span title={layer.name}>{layerName(layer)}</span>,
          selected: layer.id === chosen,
          onSelect: () => {
            setLayer(app, layer.id);
          },
        }))}
        columns={steps.length}
        values={values}
        domain={[-1, 1]}
        table={differenceTable()}
        heads={columns.heads}
        column={steps.indexOf(shown)}
        columnName={(at) => (row < 0 ? columns.nameOf(at) : describe(row, at))}
        onPick={(picked, at) => {
          const layer = layers[picked];
          if (layer) setLayer(app, layer.id);
          goTo(app, steps[at] ?? step);
        }}
        describe={describe}
        rowHeight={14}
      />
    </div>
  );
}
