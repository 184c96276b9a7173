import { useMemo } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import { TOKEN_COLOURS } from "../format/theme.ts";
import type { Run } from "../run/types.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { useLayerSummary } from "../reading/summary.ts";
import { kindName, specialNames, TERM_KINDS, termsOf } from "../run/terms.ts";
import { Missing } from "./Panel.tsx";

/** How the attention of the whole picture is shared between words and the tokens around them. */
export function SpecialMass({ run }: { run: Run }) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const step = useSeen((s) => s.step);
  const { condition } = useSelectedTerms(run);
  const summary = useLayerSummary(run, layer, condition);
  const { axis, at } = useStepAxis();
  const places = at(run, "evaluated");
  const lines = useMemo((): readonly Line[] => {
    if (!summary || !condition) return [];
    const terms = termsOf(condition);
    return TERM_KINDS.flatMap((kind) => {
      const members = terms.filter((t) => t.kind === kind);
      if (members.length === 0) return [];
      const values = summary.means.map(
        (means) => means && members.reduce((sum, t) => sum + (means[t.index] ?? 0), 0),
      );
      return [{ name: kindName(kind), colour: TOKEN_COLOURS[kind], values, at: places }];
    });
  }, [summary, condition, places]);
  if (!summary || summary.total === 0)
    return <Missing>No maps of this layer were recorded for this prompt.</Missing>;
  return (
    <LinePlot
      label={`Share of attention of words, ${condition ? specialNames([condition]) : ""} by step`}
      lines={lines}
      axis={axis}
      cursor={places[step] ?? null}
      onPick={(place) => {
        goTo(app, places.indexOf(place));
      }}
      least={110}
      fromZero
    />
  );
}
