import { useMemo } from "react";

import { type Line, LinePlot } from "../../charts/LinePlot.tsx";
import { useStepAxis } from "../../reading/axis.ts";
import { useComparedLayers, useComparedWords, useWordsSeries } from "../../reading/compared.ts";
import type { Run } from "../../run/types.ts";
import { goTo, useAppStore, useSeen } from "../../state/store.ts";
import { Missing } from "../Panel.tsx";

/** How much attention the compared words get over the picture, in A and in B. */
export function ComparedCurves({ run, other }: { run: Run; other: Run }) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const words = useComparedWords(run, other);
  const layers = useComparedLayers(run, other);
  const mine = useWordsSeries(run, layers[0], words[0]);
  const theirs = useWordsSeries(other, layers[1], words[1]);
  const { axis, at } = useStepAxis();
  const lines = useMemo(
    (): readonly Line[] =>
      (
        [
          ["A", run, mine, "var(--run-a)"],
          ["B", other, theirs, "var(--run-b)"],
        ] as const
      ).flatMap(([side, of, values, colour], i) => {
        const name = words[i]?.terms.map(({ text }) => text).join(" + ");
        return name ? [{ name: `${side}: ${name}`, colour, values, at: at(of, "evaluated") }] : [];
      }),
    [run, other, mine, theirs, words, at],
  );
  if (lines.length === 0) return <Missing>Choose a word to compare.</Missing>;
  return (
    <LinePlot
      label="Mean attention of the compared words"
      lines={lines}
      axis={axis}
      cursor={at(run, "evaluated")[step] ?? null}
      unit="share"
      least={110}
      fromZero
      onPick={(place) => {
        const there = at(run, "evaluated").indexOf(place);
        if (there >= 0) goTo(app, there);
      }}
    />
  );
}
