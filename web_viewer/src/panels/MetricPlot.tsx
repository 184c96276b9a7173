import { type ReactNode, useMemo, useRef } from "react";

import { csv } from "../charts/download.ts";
import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import type { Run, Series } from "../run/types.ts";
import type { Channel, Level } from "../format/channels.ts";
import { levelsOf } from "../maths/align.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";
import { Downloads } from "./Downloads.tsx";

export interface Curve {
  readonly run: Run;
  readonly name: string;
  readonly colour: string;
  readonly values: Series;
  readonly dashed?: boolean;
}

/** One channel as a plot, with its definition, how to read it, and its downloads. */
export function MetricPlot({
  channel,
  curves,
  note,
}: {
  channel: Channel;
  curves: readonly Curve[];
  note?: ReactNode;
}) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const primary = useSeen((s) => s.primary);
  const { axis, at } = useStepAxis();
  const level = channel.level ?? "evaluated";
  const drawing = useRef<SVGSVGElement>(null);
  const lines = useMemo(
    (): readonly Line[] => curves.map((curve) => ({ ...curve, at: at(curve.run, level) })),
    [curves, at, level],
  );
  const places = primary ? at(primary, level) : [];
  return (
    <section className="panel metric" id={channel.key} aria-label={channel.title}>
      <header className="row spread">
        <h3>{channel.title}</h3>
        <Downloads name={channel.key} drawing={drawing} table={() => tableOf(curves, level)} />
      </header>
      <LinePlot
        label={channel.title}
        lines={lines}
        axis={axis}
        cursor={places[step] ?? null}
        unit={channel.unit}
        svgRef={drawing}
        onPick={(place) => {
          goTo(app, places.indexOf(place));
        }}
      />
      {note}
      <p className="small soft">
        <b>What it is.</b> {channel.definition} <b>How to read it.</b> {channel.reading}
      </p>
    </section>
  );
}

/** One row a step, one column a curve; steps of the longest run, noise levels of the first one. */
function tableOf(curves: readonly Curve[], level: Level): Blob {
  const steps = Math.max(0, ...curves.map((c) => c.values.length));
  const sigmas = curves[0] && levelsOf(curves[0].run, level);
  const rows = Array.from({ length: steps }, (_, i) => [
    i,
    sigmas?.[i] ?? null,
    ...curves.map((c) => c.values[i] ?? null),
  ]);
  return csv(["step", "sigma", ...curves.map((c) => c.name)], rows);
}
