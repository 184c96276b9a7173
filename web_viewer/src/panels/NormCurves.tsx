import { useMemo } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import type { Run } from "../run/types.ts";
import { channel } from "../format/channels.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";

/** The latent shrinks while noise leaves it; the predicted noise keeps its size until there is little left. */
export function NormCurves({ run }: { run: Run }) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const { axis, at } = useStepAxis();
  const lines = useMemo((): readonly Line[] => {
    const of = (key: string, name: string, colour: string) => {
      const values = run.metrics.series.get(key);
      return values ? [{ name, colour, values, at: at(run, channel(key).level ?? "evaluated") }] : [];
    };
    return [
      ...of("latent_l2_norm", "‖x‖ size of the latent", "var(--run-a)"),
      ...of("predicted_noise_l2_norm", "‖ε‖ size of the predicted noise", "var(--soft)"),
    ];
  }, [run, at]);
  const [first] = lines;
  if (!first) return null;
  return (
    <LinePlot
      label="Size of the latent and of the predicted noise by step"
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
