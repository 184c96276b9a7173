import { useRef } from "react";

import { BarPlot } from "../charts/BarPlot.tsx";
import { csv } from "../charts/download.ts";
import { percent } from "../text/numbers.ts";
import { wordColour } from "../drawing/colours.ts";
import { channelOf } from "../format/channels.ts";
import type { Run } from "../run/types.ts";
import { useSeen, selectTerm, useAppStore } from "../state/store.ts";
import { sameTerm, type Term, termsOf } from "../run/terms.ts";
import { Downloads } from "./Downloads.tsx";

/** Each word's share of the attention, mean over the picture, the layers and the steps: bars. */
export function TokenDominance({ run }: { run: Run }) {
  const { key, title, definition, reading } = channelOf("token_dominance");
  const app = useAppStore();
  const selected = useSeen((s) => s.terms);
  const showSpecial = useSeen((s) => s.showSpecial);
  const drawing = useRef<SVGSVGElement>(null);
  const scores = run.metrics.dominance;
  const condition = run.conditions[0];
  if (!scores || !condition) return null;
  const score = (term: Term) => term.tokens.reduce((sum, token) => sum + (scores[token] ?? 0), 0);
  const ranked = termsOf(condition)
    .filter((t) => showSpecial || t.kind === "word")
    .map((term) => ({ term, score: score(term) }))
    .sort((a, b) => b.score - a.score);
  return (
    <section className="panel metric" id={key} aria-label={title}>
      <header className="row spread">
        <h3>{title}</h3>
        <Downloads
          name={key}
          drawing={drawing}
          table={() =>
            csv(
              ["word", "tokens", "score"],
              ranked.map(({ term, score: s }) => [term.text, term.tokens.join(" "), s]),
            )
          }
        />
      </header>
      <BarPlot
        label={title}
        svgRef={drawing}
        bars={ranked.map(({ term, score: share }) => ({
          key: String(term.index),
          name: term.kind === "word" ? term.text : `⟨${term.text}⟩`,
          value: share,
          shown: percent(share),
          colour: term.kind === "word" ? wordColour(term.index, term.text) : "var(--line-strong)",
          selected: selected.some((t) => sameTerm(t, term)),
          onSelect: () => {
            selectTerm(app, term);
          },
        }))}
      />
      <p className="small soft">
        <b>What it is.</b> {definition} <b>How to read it.</b> {reading}
      </p>
    </section>
  );
}
