import { useMemo } from "react";

import { Matrix } from "../charts/Matrix.tsx";
import { extent } from "../maths/vectors.ts";
import { percent, readable } from "../text/numbers.ts";
import { colourTable, wordColour } from "../drawing/colours.ts";
import { findEffect, whyNoEffect } from "../run/effects.ts";
import type { Run } from "../run/types.ts";
import { useStepColumns } from "../reading/axis.ts";
import { useSource } from "../reading/effects.ts";
import { useSeen, goTo, selectTerm, selectTerms, useAppStore } from "../state/store.ts";
import { useLayerSummary } from "../reading/summary.ts";
import { sameTerm, type Term } from "../run/terms.ts";
import { useListedTerms, useSelectedTerms } from "../reading/selection.ts";
import { Missing } from "./Panel.tsx";

/** When does each word act: by its attention, by its effect, or both, as the switch at the map has it. */
export function WordStepMatrix({ run }: { run: Run }) {
  const source = useSource(run);
  return (
    <>
      {source !== "effect" && <AttentionByStep run={run} />}
      {(source === "effect" || source === "both") && <EffectByStep run={run} />}
    </>
  );
}

/** The mean attention of each word over the picture, by step, in the chosen layer. */
function AttentionByStep({ run }: { run: Run }) {
  const layer = useSeen((s) => s.layer);
  const { condition } = useSelectedTerms(run);
  const summary = useLayerSummary(run, layer, condition);
  const terms = useListedTerms(condition);
  const lines = useMemo(
    () => terms.map((term) => summary?.means.map((means) => means?.[term.index] ?? NaN) ?? []),
    [terms, summary],
  );
  if (!summary || summary.total === 0)
    return <Missing>No maps of this layer were recorded for this prompt.</Missing>;
  return (
    <ByStep
      run={run}
      label="Mean attention of each word by step"
      terms={terms}
      lines={lines}
      unit="mean"
      write={percent}
      describe={(value) => `${percent(value)} of the attention, mean over the picture`}
    />
  );
}

/** How much the model's guess changes without each word, by step. What is not above the noise floor is none. */
function EffectByStep({ run }: { run: Run }) {
  const { condition } = useSelectedTerms(run);
  const terms = useListedTerms(condition);
  const lines = useMemo(() => {
    const norms = run.metrics.words.get("effect_l2_norm") ?? [];
    return terms.map((term) => {
      const number = findEffect(run.effectWords, [term]);
      return Array.from({ length: run.steps }, (_, step) => {
        const norm = (number === null ? null : norms[step]?.[number]) ?? NaN;
        return norm <= (norms[step]?.[run.effectWords.length] ?? 0) ? 0 : norm;
      });
    });
  }, [run, terms]);
  if (run.effectSteps.length === 0) return <Missing>{whyNoEffect(run, [])}</Missing>;
  const said = (term: Term | undefined, value: number | undefined) => {
    if (term && findEffect(run.effectWords, [term]) === null) return "not measured";
    if (value === undefined || Number.isNaN(value)) return "not measured at this step";
    return value === 0 ? "no effect above the noise floor" : `effect ${readable(value)}`;
  };
  return (
    <ByStep
      run={run}
      label="Effect of each word by step"
      terms={terms}
      lines={lines}
      unit="effect"
      write={readable}
      describe={(value, term) => `${said(term, value)} (norm of the change of the guess)`}
    />
  );
}

interface Lines {
  readonly run: Run;
  readonly label: string;
  readonly terms: readonly Term[];
  /** Of each term, a value for each step; NaN where there is none. */
  readonly lines: readonly (readonly number[])[];
  /** What a value is called. */
  readonly unit: string;
  readonly write: (value: number) => string;
  readonly describe: (value: number | undefined, term: Term | undefined) => string;
}

function ByStep({ run, label, terms, lines, unit, write, describe }: Lines) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const colourMap = useSeen((s) => s.colourMap);
  const columns = useStepColumns(run);
  const scale = useSeen((s) => s.scale);
  const selected = useSeen((s) => s.terms);
  const { values, domain } = useMemo(() => {
    const cells = new Float32Array(terms.length * run.steps).fill(NaN);
    lines.forEach((line, row) => {
      const largest = scale === "normalised" ? (extent(line)?.[1] ?? 1) || 1 : 1;
      line.forEach((value, column) => {
        cells[row * run.steps + column] = value / largest;
      });
    });
    return { values: cells, domain: [0, (extent(cells)?.[1] ?? 1) || 1] as const };
  }, [terms, lines, run.steps, scale]);
  const brightest = scale === "normalised" ? `each word’s own largest ${unit}` : write(domain[1]);
  return (
    <Matrix
      label={label}
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
      columnName={(column) => `${columns.nameOf(column)}; brightest = ${brightest}`}
      onPick={(row, column) => {
        goTo(app, column);
        const term = terms[row];
        if (term) selectTerms(app, [term]);
      }}
      describe={(row, column) =>
        `${terms[row]?.text ?? ""}, ${columns.nameOf(column)}: ${describe(lines[row]?.[column], terms[row])}`
      }
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
