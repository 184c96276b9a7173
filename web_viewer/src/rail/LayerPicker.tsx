import type { Layer, Run } from "../run/types.ts";
import { gridName, layerName } from "../run/names.ts";
import { layersOf } from "../run/layers.ts";
import { setLayer, show, useApp, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";

/** The cross-attention layer that maps are shown of, drawn at its place in the network. */
export function LayerPicker({ run }: { run: Run }) {
  const app = useAppStore();
  const chosen = useApp((s) => s.layer);
  const head = useApp((s) => s.head);
  const layers = layersOf(run, "cross");
  const layer = layers.find((l) => l.id === chosen);
  if (layers.length === 0) return <p className="small soft">{text("No cross-attention was recorded.")}</p>;
  const heads = chosen ? run.headsOf(chosen) : [];
  return (
    <section aria-label={text("Attention layer")}>
      <h3>{text("Attention layer")}</h3>
      <Network layers={layers} chosen={chosen} />
      <select
        aria-label={text("Attention layer")}
        value={chosen ?? ""}
        onChange={(event) => {
          setLayer(app, event.target.value);
        }}
      >
        {layers.map((l) => (
          <option key={l.id} value={l.id}>
            {layerName(l)} ({gridName(l.grid)})
          </option>
        ))}
      </select>
      {layer && (
        <p className="small soft" title={layer.name}>
          <code className="path">{layer.name}</code>
        </p>
      )}
      {heads.length > 0 && (
        <label className="small row">
          {text("Heads")}
          <select
            value={head ?? "mean"}
            onChange={(event) => {
              show(app, { head: event.target.value === "mean" ? null : Number(event.target.value) });
            }}
          >
            <option value="mean">{text("mean of {count}", { count: layer?.heads ?? heads.length })}</option>
            {heads.map((h) => (
              <option key={h} value={h}>
                {text("head {head}", { head: h })}
              </option>
            ))}
          </select>
        </label>
      )}
    </section>
  );
}

/** Parts of the network that are set apart by their shade. */
const COLUMN: Readonly<Record<string, number>> = {
  input: 0,
  middle: 1,
  output: 2,
  double: 0,
  single: 1,
  block: 0,
};

/** The network from left to right: bars stand lower where the grid is coarser. */
function Network({ layers, chosen }: { layers: readonly Layer[]; chosen: string | null }) {
  const app = useAppStore();
  const widest = Math.max(1, ...layers.map((l) => l.grid?.[0] ?? 1));
  return (
    <div className="network" role="group" aria-label={text("Position in the network")}>
      {layers.map((l) => {
        const part = COLUMN[l.block?.[0] ?? ""] ?? 1;
        const share = (l.grid?.[0] ?? 1) / widest;
        return (
          <button
            key={l.id}
            className={`bar part-${String(part)}`}
            aria-label={text("{layer}, {grid} cells", { layer: layerName(l), grid: gridName(l.grid) })}
            title={`${layerName(l)} · ${gridName(l.grid)}`}
            aria-pressed={l.id === chosen}
            style={{ height: `${String(30 + 70 * share)}%` }}
            onClick={() => {
              setLayer(app, l.id);
            }}
          />
        );
      })}
    </div>
  );
}
