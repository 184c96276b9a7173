import { useMemo } from "react";

import { colourTable, cssColour, wordColour } from "../drawing/colours.ts";
import type { ByLayer, Run } from "../run/types.ts";
import { type Channel, channelFor, CHANNELS } from "../format/channels.ts";
import { firstTermOf } from "../run/effects.ts";
import { layerName } from "../run/names.ts";
import { isFlow, sameScale, whyUnguided } from "../run/prediction.ts";
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
  const unguided = whyUnguided(run);
  return (
    <>
      {unguided && <p className="small soft">{unguided} So there are no numbers of guidance.</p>}
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
    </>
  );
}

interface Plot {
  readonly channel: Channel;
  readonly curves: readonly Curve[];
  /** Values by layer, where there are too many for a curve each. */
  readonly layers?: ByLayer;
}

/** More curves than this can't be told apart. */
const MOST_CURVES = 8;

function plotsOf(run: Run, compared: Run | null): readonly Plot[] {
  const plots = CHANNELS.map((each) => {
    const channel = channelFor(each, isFlow(run));
    if (channel.shape === "octaves") return octaves(channel, run);
    return channel.shape === "words" ? words(channel, run) : curve(channel, run, compared);
  });
  return plots.filter((plot) => plot.curves.some((c) => c.values.some((v) => v !== null)));
}

/** One curve a run. Of a single run also its layers', from the first (dark) to the last, where they can be told apart. */
function curve(channel: Channel, run: Run, compared: Run | null): Plot {
  // A velocity is no noise: what has another name there is not set beside it.
  const alike = compared && (sameScale(run, compared) || !channel.flow) ? [compared] : [];
  const curves = [run, ...alike].flatMap((r, i): readonly Curve[] => {
    const values = r.metrics.series.get(channel.key);
    return values
      ? [{ run: r, name: r.name, colour: i === 0 ? "var(--run-a)" : "var(--run-b)", values }]
      : [];
  });
  const layers = run.metrics.layers.get(channel.key);
  if (compared || !layers) return { channel, curves };
  if (layers.size > MOST_CURVES) return { channel, curves, layers };
  const table = colourTable("viridis");
  const single = [...layers].map(([id, values], i): Curve => {
    const layer = run.layers.find((l) => l.id === id);
    const colour = cssColour(table, 0.1 + (0.8 * i) / Math.max(1, layers.size - 1));
    return { run, name: layer ? layerName(layer) : id, colour, values, dashed: true };
  });
  return { channel, curves: [...curves.map((c) => ({ ...c, name: "mean" })), ...single] };
}

function octaves(channel: Channel, run: Run): Plot {
  const values = run.metrics.octaves.get(channel.key) ?? [];
  const count = Math.max(0, ...values.map((s) => s?.length ?? 0));
  const curves = Array.from({ length: count }, (_, octave): Curve => {
    const low = 2 ** (octave - count - 1);
    return {
      run,
      name: `${String(1 / low)} to ${String(1 / low / 2)} cells`,
      colour: wordColour(octave),
      values: values.map((s) => s?.[octave] ?? null),
    };
  });
  return { channel, curves };
}

/** One curve for each word whose effect was measured, and of norms one for the noise floor. */
function words(channel: Channel, run: Run): Plot {
  const values = run.metrics.words.get(channel.key) ?? [];
  const series = (number: number) => values.map((s) => s?.[number] ?? null);
  const curves = run.effectWords.map((word, number): Curve => {
    const term = firstTermOf(run, word);
    const colour = wordColour(term?.index ?? number, term?.text);
    return { run, name: word.text, colour, values: series(number) };
  });
  const floor = series(curves.length);
  if (floor.every((value) => value === null)) return { channel, curves };
  const colour = "var(--line-strong)";
  return { channel, curves: [...curves, { run, name: "noise floor", colour, values: floor, dashed: true }] };
}
