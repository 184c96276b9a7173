import { useMemo } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import { wordColour } from "../drawing/colours.ts";
import type { Run } from "../run/types.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";
import { useLayerSummary } from "../reading/summary.ts";
import { termsOf } from "../run/terms.ts";
import { Missing } from "./Panel.tsx";

/** Without a selection, the words that the layer attends to most. */
const MOST = 5;

/** The selected words' mean attention over the picture, step by step. */
export function WordCurves({ run }: { run: Run }) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const step = useSeen((s) => s.step);
  const { condition, terms } = useSelectedTerms(run);
  const summary = useLayerSummary(run, layer, condition);
  const { axis, at } = useStepAxis();
  const places = at(run, "evaluated");
  const lines = useMemo((): readonly Line[] => {
    if (!summary || !condition) return [];
    const total = (index: number) => summary.means.reduce((sum, means) => sum + (means?.[index] ?? 0), 0);
    const words = termsOf(condition).filter((t) => t.kind === "word");
    const ranked = words.sort((a, b) => total(b.index) - total(a.index)).slice(0, MOST);
    return (terms.length ? terms : ranked).map((term) => ({
      name: term.text,
      colour: term.kind === "word" ? wordColour(term.index, term.text) : "var(--line-strong)",
      values: summary.means.map((means) => means?.[term.index] ?? null),
      at: places,
    }));
  }, [summary, condition, terms, places]);
  if (!summary || summary.total === 0)
    return <Missing>No maps of this layer were recorded for this prompt.</Missing>;
  return (
    <LinePlot
      label="Mean attention of the selected words by step"
      lines={lines}
      axis={axis}
      cursor={places[step] ?? null}
      unit="share"
      least={110}
      fromZero
      onPick={(place) => {
        goTo(app, places.indexOf(place));
      }}
    />
  );
}
