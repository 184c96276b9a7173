import { useMemo } from "react";

import { Matrix } from "../charts/Matrix.tsx";
import { extent } from "../maths/vectors.ts";
import { percent } from "../text/numbers.ts";
import { colourTable, wordColour } from "../drawing/colours.ts";
import type { Run } from "../run/types.ts";
import { useStepColumns } from "../reading/axis.ts";
import { useSeen, goTo, selectTerm, selectTerms, useAppStore } from "../state/store.ts";
import { useLayerSummary } from "../reading/summary.ts";
import { sameTerm } from "../run/terms.ts";
import { useListedTerms, useSelectedTerms } from "../reading/selection.ts";
import { Missing } from "./Panel.tsx";

/** When does each word act: its mean attention over the picture, by step, in the chosen layer. */
export function WordStepMatrix({ run }: { run: Run }) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const step = useSeen((s) => s.step);
  const colourMap = useSeen((s) => s.colourMap);
  const columns = useStepColumns(run);
  const scale = useSeen((s) => s.scale);
  const selected = useSeen((s) => s.terms);
  const { condition } = useSelectedTerms(run);
  const summary = useLayerSummary(run, layer, condition);
  const terms = useListedTerms(condition);
  const { values, domain } = useMemo(() => {
    const cells = new Float32Array(terms.length * run.steps).fill(NaN);
    terms.forEach((term, row) => {
      const line = summary?.means.map((means) => means?.[term.index] ?? NaN) ?? [];
      const largest = scale === "normalised" ? (extent(line)?.[1] ?? 1) || 1 : 1;
      line.forEach((value, column) => {
        cells[row * run.steps + column] = value / largest;
      });
    });
    return { values: cells, domain: [0, (extent(cells)?.[1] ?? 1) || 1] as const };
  }, [terms, run.steps, summary, scale]);
  if (!summary || summary.total === 0)
    return <Missing>No maps of this layer were recorded for this prompt.</Missing>;
  return (
    <Matrix
      label="Mean attention of each word by step"
      rows={terms.map((term) => ({
        key: String(term.index),
        label: <WordLabel text={term.text} kind={term.kind} index={term.index} />,
        selected: selected.some((t) => sameTerm(t, term)),
        onSelect: () => {
          selectTerm(app, term);
        },
      }))}
      columns={run.steps}
      values={values}
      domain={domain}
      table={colourTable(colourMap)}
      column={step}
      heads={columns.heads}
      columnName={(column) =>
        `${columns.nameOf(column)}; brightest = ${scale === "normalised" ? "each word’s own largest mean" : percent(domain[1])}`
      }
      onPick={(row, column) => {
        goTo(app, column);
        const term = terms[row];
        if (term) selectTerms(app, [term]);
      }}
      describe={(row, column) => {
        const term = terms[row];
        const value = term ? summary.means[column]?.[term.index] : undefined;
        return `${term?.text ?? ""}, ${columns.nameOf(column)}: ${percent(value)} of the attention, mean over the picture`;
      }}
    />
  );
}

export function WordLabel({ text, kind, index }: { text: string; kind: string; index: number }) {
  return (
    <span className="word-label" title={text}>
      <span
        className="dot"
        style={{ background: kind === "word" ? wordColour(index, text) : "var(--line-strong)" }}
      />
      {kind === "word" ? text : `⟨${text}⟩`}
    </span>
  );
}
