import { useMemo } from "react";

import { colourTable, cssColour, wordColour } from "../drawing/colours.ts";
import type { ByLayer, Metrics as Values, Run } from "../run/types.ts";
import {
  type Channel,
  CHANNELS,
  SELF_ENTROPY,
  SPATIAL_ENTROPY,
  SPECTRUM,
  TOKEN_ENTROPY,
} from "../run/channels.ts";
import { layerName } from "../run/names.ts";
import { useSeen } from "../state/store.ts";
import { LayerMatrix } from "./LayerMatrix.tsx";
import { type Curve, MetricPlot } from "./MetricPlot.tsx";
import { Missing } from "./Panel.tsx";
import { Sight } from "./Sight.tsx";
import { TokenDominance } from "./TokenDominance.tsx";

/** Every channel of metrics.json that the run has. */
export function Metrics({ run }: { run: Run }) {
  const compared = useSeen((s) => s.compared);
  const plots = useMemo(() => plotsOf(run, compared), [run, compared]);
  if (plots.length === 0) return <Missing>This run has no metrics.json that can be read.</Missing>;
  return (
    <div className="metrics">
      {plots.map(({ channel, curves, layers }) => (
        <Sight key={channel.key}>
          <MetricPlot
            channel={channel}
            curves={curves}
            note={layers && <LayerMatrix run={run} values={layers} title={channel.title} />}
          />
        </Sight>
      ))}
      <TokenDominance run={run} />
    </div>
  );
}

interface Plot {
  readonly channel: Channel;
  readonly curves: readonly Curve[];
  /** Values by layer, where there are too many for a curve each. */
  readonly layers?: ByLayer["layers"];
}

/** More curves than this can't be told apart. */
const MOST_CURVES = 8;

function plotsOf(run: Run, compared: Run | null): readonly Plot[] {
  const runs = compared ? [run, compared] : [run];
  const both = (
    channel: Channel,
    of: (metrics: Values) => readonly (number | null)[] | null | undefined,
  ): Plot => ({
    channel,
    curves: runs.flatMap((r, i) => {
      const values = of(r.metrics);
      return values
        ? [{ run: r, name: r.name, colour: i === 0 ? "var(--run-a)" : "var(--run-b)", values }]
        : [];
    }),
  });
  const plots = [
    ...CHANNELS.map((channel) => both(channel, (m) => m.series.get(channel.key))),
    entropy(TOKEN_ENTROPY, (m) => m.crossEntropy),
    entropy(SPATIAL_ENTROPY, (m) => m.spatialEntropy),
    entropy(SELF_ENTROPY, (m) => m.selfEntropy),
    spectrum(run),
  ];
  return plots.filter((plot) => plot.curves.some((c) => c.values.some((v) => v !== null)));

  /** Two runs: their means. One run: its layers too, from the first (dark) to the last. */
  function entropy(channel: Channel, of: (metrics: Values) => ByLayer | null): Plot {
    const means = both(channel, (m) => of(m)?.mean);
    if (compared) return means;
    const byLayer = of(run.metrics)?.layers;
    if (!byLayer || byLayer.size > MOST_CURVES) return { ...means, ...(byLayer && { layers: byLayer }) };
    const table = colourTable("viridis");
    const single = [...byLayer].map(([id, values], i): Curve => {
      const layer = run.layers.find((l) => l.id === id);
      const colour = cssColour(table, 0.1 + (0.8 * i) / Math.max(1, byLayer.size - 1));
      return { run, name: layer ? layerName(layer) : id, colour, values, dashed: true };
    });
    return { channel, curves: [...means.curves.map((c) => ({ ...c, name: "mean" })), ...single] };
  }
}

function spectrum(run: Run): Plot {
  const octaves = Math.max(0, ...(run.metrics.spectrum ?? []).map((s) => s?.length ?? 0));
  const curves = Array.from({ length: octaves }, (_, octave): Curve => {
    const low = 2 ** (octave - octaves - 1);
    return {
      run,
      name: `${String(1 / low)} to ${String(1 / low / 2)} cells`,
      colour: wordColour(octave),
      values: run.metrics.spectrum?.map((s) => s?.[octave] ?? null) ?? [],
    };
  });
  return { channel: SPECTRUM, curves };
}
