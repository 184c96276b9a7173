import { useMemo } from "react";

import { Matrix } from "../charts/Matrix.tsx";
import { extent } from "../maths/vectors.ts";
import { readable } from "../text/numbers.ts";
import { colourTable } from "../drawing/colours.ts";
import type { ByLayer, Run } from "../run/types.ts";
import { layerName } from "../run/names.ts";
import { useStepColumns } from "../reading/axis.ts";
import { useSeen, goTo, setLayer, useAppStore } from "../state/store.ts";

/** A channel by layer and step, for runs with too many layers for a curve each. */
export function LayerMatrix({ run, values, title }: { run: Run; values: ByLayer; title: string }) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const chosen = useSeen((s) => s.layer);
  const colourMap = useSeen((s) => s.colourMap);
  const columns = useStepColumns(run);
  const { rows, cells, domain } = useMemo(() => {
    const found = [...values].map(([id, series]) => ({
      id,
      series,
      layer: run.layers.find((l) => l.id === id),
    }));
    const all = Float32Array.from(found.flatMap(({ series }) => series.map((v) => v ?? NaN)));
    return { rows: found, cells: all, domain: extent(all) ?? ([0, 1] as const) };
  }, [run, values]);
  const nameOf = (row: number) => {
    const found = rows[row];
    return found?.layer ? layerName(found.layer) : (found?.id ?? "");
  };
  return (
    <Matrix
      label={`${title} by layer and step`}
      rows={rows.map(({ id, layer }, i) => ({
        key: id,
        label: nameOf(i),
        selected: id === chosen,
        ...(layer?.type === "cross" && {
          onSelect: () => {
            setLayer(app, id);
          },
        }),
      }))}
      columns={run.steps}
      values={cells}
      domain={domain}
      table={colourTable(colourMap)}
      column={step}
      heads={columns.heads}
      rowHeight={14}
      columnName={(column) =>
        `${columns.nameOf(column)}; from ${readable(domain[0])} to ${readable(domain[1])}`
      }
      onPick={(_, column) => {
        goTo(app, column);
      }}
      describe={(row, column) =>
        `${nameOf(row)}, ${columns.nameOf(column)}: ${readable(cells[row * run.steps + column])}`
      }
    />
  );
}
