import { useMemo, useState } from "react";

import { extent } from "../maths/vectors.ts";
import { meanRow } from "../maths/words.ts";
import { colourTable } from "../drawing/colours.ts";
import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { Place, Run } from "../run/types.ts";
import { gridName, layerName, whyMissing } from "../run/names.ts";
import { cellsWithin, onWholeImage } from "../maths/areas.ts";
import { layersOf, selfLayerNear } from "../run/layers.ts";
import { useImage, useMap } from "../reading/loading.ts";
import { useSeen } from "../state/store.ts";
import { Missing } from "./Panel.tsx";
import { PlaceFrame } from "./PlaceFrame.tsx";

const MIDDLE: Place = { x: 0.5, y: 0.5 };

/** Where a place, or a box, of the picture looks for what it needs to know of the rest of the picture. */
export function SelfAttention({ run, step }: { run: Run; step: number }) {
  const layers = layersOf(run, "self");
  const crossLayer = useSeen((s) => s.layer);
  const [own, setOwn] = useState<string | null>(null);
  const layer = layers.find((l) => l.id === own) ?? selfLayerNear(run, crossLayer);
  const place = useSeen((s) => s.locked ?? s.hover) ?? MIDDLE;
  const opacity = useSeen((s) => s.opacity);
  const smooth = useSeen((s) => s.smooth);
  const colourMap = useSeen((s) => s.colourMap);
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  const map = useMap(run, layer?.id ?? null, step);
  const grid = map.value?.entry.grid;
  const queries = useMemo(
    () => (grid ? cellsWithin(run, run.conditions[0], place, grid) : []),
    [run, place, grid],
  );
  const placed = useMemo(() => {
    if (!map.value || queries.length === 0 || !grid) return undefined;
    return onWholeImage(run, run.conditions[0], meanRow(map.value, queries), grid);
  }, [run, map.value, queries, grid]);
  const row = placed?.values;
  const table = colourTable(colourMap);
  const domain = useMemo(() => [0, (row && extent(row)?.[1]) || 1] as const, [row]);
  const heat = useMemo(() => (placed ? { ...placed, domain, table } : undefined), [placed, domain, table]);
  if (layers.length === 0) return <Missing>No self-attention was recorded.</Missing>;
  return (
    <figure className="overlay-figure">
      <PlaceFrame run={run}>
        <BitmapCanvas bitmap={image.value} label={`Image at step ${String(step + 1)}`} />
        {map.listed && (
          <HeatCanvas
            className="over"
            heat={heat}
            smooth={smooth}
            opacity={opacity}
            label="Where the marked place looks"
          />
        )}
      </PlaceFrame>
      {map.listed ? (
        <Legend
          table={table}
          domain={domain}
          caption={
            place.to
              ? `mean share of the attention of the ${String(queries.length)} marked cells, on a scale for them alone`
              : "share of the marked cell’s attention, on a scale for this cell alone"
          }
        />
      ) : (
        <Missing>{whyMissing(run, layer?.id ?? null, step)}</Missing>
      )}
      {map.error && <Missing>{map.error}</Missing>}
      <label className="small row">
        Layer
        <select
          value={layer?.id ?? ""}
          onChange={(event) => {
            setOwn(event.target.value);
          }}
        >
          {layers.map((l) => (
            <option key={l.id} value={l.id}>
              {layerName(l)} ({gridName(run.mapEntry(l.id, step)?.grid ?? l.grid)} cells)
            </option>
          ))}
        </select>
      </label>
    </figure>
  );
}
