import { useMemo, useState } from "react";

import { extent } from "../maths/vectors.ts";
import { readable } from "../text/numbers.ts";
import { colourTable, differenceTable } from "../drawing/colours.ts";
import { HeatCanvas } from "../drawing/HeatCanvas.tsx";
import { Legend } from "../drawing/Legend.tsx";
import type { LatentArray, Latents, Run } from "../run/types.ts";
import { at } from "../maths/reverse.ts";
import { useGuidanceMap, useLatents } from "../reading/loading.ts";
import { isFlow, VELOCITY, whyUnguided } from "../run/prediction.ts";
import { useSeen } from "../state/store.ts";
import { aspect } from "./Fitted.tsx";
import { Missing } from "./Panel.tsx";

type Entry = readonly [key: string, name: string, symbol: string, (l: Latents) => LatentArray | null];

const arraysOf = (run: Run): readonly Entry[] => {
  const [name, symbol] = isFlow(run) ? ["velocity", "v"] : ["noise", "ε"];
  return [
    ["guided", isFlow(run) ? VELOCITY : "predicted noise", symbol, (l) => l.predictedNoise],
    ["text", `${name} with the prompt`, `${symbol} text`, (l) => l.predictedNoiseText],
    ["uncond", `${name} with the negative prompt`, `${symbol} uncond`, (l) => l.predictedNoiseUncond],
    ["latent", "noisy picture", "x", (l) => l.latents],
    ["x0", "the model’s guess", "x̂₀", (l) => l.x0],
  ];
};

/** The latent's channels as they are, and where the prompt changes the predicted noise, or the velocity of a flow. */
export function PredictedNoise({ run, step }: { run: Run; step: number }) {
  const { value: latents, error } = useLatents(run);
  const [chosen, setChosen] = useState<string>("guided");
  const available = latents ? arraysOf(run).filter(([, , , of]) => of(latents) !== null) : [];
  const entry = available.find(([key]) => key === chosen) ?? available[0];
  return (
    <div className="noise">
      <GuidanceMapView run={run} step={step} />
      {error && <Missing>{error}</Missing>}
      {!run.has.latents && <Missing>This run was exported without its latents.</Missing>}
      {latents && entry && (
        <div className="channels-block">
          <div className="row small" role="group" aria-label="Array">
            {available.map(([key, name, symbol]) => (
              <button
                key={key}
                title={symbol}
                aria-pressed={key === entry[0]}
                onClick={() => {
                  setChosen(key);
                }}
              >
                {name}
              </button>
            ))}
          </div>
          <Channels run={run} array={entry[3](latents)} step={step} name={entry[1]} />
        </div>
      )}
    </div>
  );
}

function Channels({
  run,
  array,
  step,
  name,
}: {
  run: Run;
  array: LatentArray | null;
  step: number;
  name: string;
}) {
  const heats = useMemo(() => {
    const values = at(array, step);
    const [, count = 0, rows = 0, columns = 0] = array?.shape ?? [];
    if (!values || count === 0) return null;
    const range = extent(values);
    const limit = range ? Math.max(-range[0], range[1], 1e-6) : 1;
    const size = rows * columns;
    return {
      limit,
      channels: Array.from({ length: count }, (_, c) => ({
        values: values.subarray(c * size, (c + 1) * size),
        grid: [rows, columns] as const,
        domain: [-limit, limit] as const,
        table: differenceTable(),
      })),
    };
  }, [array, step]);
  if (!heats) return null;
  return (
    <>
      <div className="channels">
        {heats.channels.map((heat, c) => (
          <figure key={c}>
            <div className="frame" style={aspect(run)}>
              <HeatCanvas heat={heat} label={`${name}, channel ${String(c)}`} />
            </div>
            <figcaption className="small soft">channel {c}</figcaption>
          </figure>
        ))}
      </div>
      <Legend
        table={differenceTable()}
        domain={[-heats.limit, heats.limit]}
        caption={`${name}, latent values, on a scale for this step alone`}
      />
    </>
  );
}

function GuidanceMapView({ run, step }: { run: Run; step: number }) {
  const map = useGuidanceMap(run, step);
  const colourMap = useSeen((s) => s.colourMap);
  const smooth = useSeen((s) => s.smooth);
  const values = map.value?.values;
  const grid = map.value?.grid;
  const domain = useMemo(() => [0, (values && extent(values)?.[1]) || 1] as const, [values]);
  const table = colourTable(colourMap);
  const heat = useMemo(
    () => (values && grid ? { values, grid, domain, table } : undefined),
    [values, grid, domain, table],
  );
  const unguided = whyUnguided(run);
  if (unguided) return <Missing>{unguided} So nothing tells where the prompt decides.</Missing>;
  if (!run.has.guidanceMaps) return null;
  const [name, symbol] = isFlow(run) ? ["velocity", "v"] : ["predicted noise", "ε"];
  return (
    <figure className="guidance-map">
      <div className="frame" style={aspect(run)}>
        {map.value === null ? (
          <Missing>This step evaluated only one of the two prompts.</Missing>
        ) : (
          <HeatCanvas
            heat={heat}
            smooth={smooth}
            label={`Where the prompt changes the ${name} at step ${String(step + 1)}`}
          />
        )}
      </div>
      <figcaption className="small">
        <b>Where the prompt decides:</b>{" "}
        <span className="soft">
          |{symbol} text − {symbol} uncond| by place, up to {readable(domain[1])}
        </span>
      </figcaption>
      {map.error && <Missing>{map.error}</Missing>}
      <Legend
        table={table}
        domain={domain}
        caption="norm over latent channels, on a scale for this step alone"
      />
    </figure>
  );
}
