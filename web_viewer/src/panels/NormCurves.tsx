import { useMemo } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import { channelOf } from "../format/channels.ts";
import type { Run } from "../run/types.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";

/** The latent shrinks while noise leaves it; the predicted noise keeps its size until there is little left. */
export function NormCurves({ run }: { run: Run }) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const { axis, at } = useStepAxis();
  const lines = useMemo((): readonly Line[] => {
    const of = (key: string, colour: string) => {
      const values = run.metrics.series.get(key);
      const { title, level } = channelOf(key);
      return values ? [{ name: title, colour, values, at: at(run, level ?? "evaluated") }] : [];
    };
    return [...of("latent_l2_norm", "var(--run-a)"), ...of("predicted_noise_l2_norm", "var(--soft)")];
  }, [run, at]);
  const [first] = lines;
  if (!first) return null;
  return (
    <LinePlot
      label="Size of the noisy picture and of the predicted noise by step"
      lines={lines}
      axis={axis}
      cursor={first.at[step] ?? null}
      height={130}
      fromZero
      onPick={(place) => {
        goTo(app, first.at.indexOf(place));
      }}
    />
  );
}
