import { useRef } from "react";

import { BarPlot } from "../charts/BarPlot.tsx";
import { csv } from "../charts/download.ts";
import { percent } from "../text/numbers.ts";
import { wordColour } from "../drawing/colours.ts";
import type { Run } from "../run/types.ts";
import { useSeen, selectTerm, useAppStore } from "../state/store.ts";
import { sameTerm, type Term, termsOf } from "../run/terms.ts";
import { Downloads } from "./Downloads.tsx";

/** Each word's share of the attention, mean over the picture, the layers and the steps: bars. */
export function TokenDominance({ run }: { run: Run }) {
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
    <section className="panel metric" id="token_dominance" aria-label="Token dominance">
      <header className="row spread">
        <h3>Token dominance: how much attention each word gets</h3>
        <Downloads
          name="token_dominance"
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
        label="Token dominance by word"
        svgRef={drawing}
        bars={ranked.map(({ term, score: share }) => ({
          key: String(term.index),
          name: term.kind === "word" ? term.text : `⟨${term.text}⟩`,
          value: share,
          shown: percent(share),
          colour: term.kind === "word" ? wordColour(term.index) : "var(--line-strong)",
          selected: selected.some((t) => sameTerm(t, term)),
          onSelect: () => {
            selectTerm(app, term);
          },
        }))}
      />
      <p className="small soft">
        <b>What it is.</b> Sum over a word’s tokens of the mean over measured steps of mean token activation.{" "}
        <b>How to read it.</b> How much attention a word gets, not how much it changes the picture: “a” and
        “of” often rank high.
      </p>
    </section>
  );
}
