import { useMemo } from "react";

import { useSize } from "../charts/useSize.ts";
import { wordColour } from "../drawing/colours.ts";
import type { AttentionMap } from "../run/types.ts";
import { sameTerm, type Term, type TermRef } from "../run/terms.ts";
import { useApp } from "../state/store.ts";
import { text } from "../text/text.ts";
import { byWeight, fitting } from "./shownWords.ts";

interface Props {
  /** What they are called, for those who do not see them: "Prompt". */
  readonly name: string;
  readonly terms: readonly Term[];
  /** Tells which words matter most, where not all fit. */
  readonly map: AttentionMap | undefined;
  readonly lit: TermRef | null;
  readonly onLit: (term: TermRef | null) => void;
  readonly onKeep: (term: TermRef) => void;
  readonly onMore: () => void;
}

const LINES = 2;
/** Of a chip, beside its text, in pixels; and of the chip that opens the others. */
const AROUND = 16;
const MORE = 40;

/** The words of a prompt in at most two lines: pointing at one lights it, a click keeps it. */
export function WordChips({ name, terms, map, lit, onLit, onKeep, onMore }: Props) {
  const kept = useApp((s) => s.terms);
  const [place, { width }] = useSize<HTMLDivElement>(280);
  const shown = useMemo(() => {
    const ordered = byWeight(terms, map, (term) => kept.some((other) => sameTerm(other, term)));
    return fitting(terms, ordered, (term) => AROUND + textWidth(term.text), width, LINES, MORE);
  }, [terms, map, kept, width]);
  return (
    <div className="chips" role="group" aria-label={name} ref={place}>
      {shown.map((term) => (
        <WordChip
          key={`${term.condition} ${String(term.index)}`}
          term={term}
          lit={lit}
          onLit={onLit}
          onKeep={onKeep}
        />
      ))}
      {shown.length < terms.length && (
        <button
          className="chip more"
          title={text("All {count} words, to search in", { count: terms.length })}
          onClick={onMore}
        >
          +{terms.length - shown.length}
        </button>
      )}
      {terms.length === 0 && <span className="soft">{text("This prompt is empty.")}</span>}
    </div>
  );
}

interface ChipProps {
  readonly term: Term;
  readonly lit: TermRef | null;
  readonly onLit: (term: TermRef | null) => void;
  readonly onKeep: (term: TermRef) => void;
}

export function WordChip({ term, lit, onLit, onKeep }: ChipProps) {
  const kept = useApp((s) => s.terms.some((other) => sameTerm(other, term)));
  return (
    <button
      className={lit && sameTerm(lit, term) ? "chip lit" : "chip"}
      aria-pressed={kept}
      style={{ "--word": wordColour(term.index, term.text) } as React.CSSProperties}
      onPointerEnter={(event) => {
        if (event.pointerType !== "touch") onLit(term);
      }}
      onPointerLeave={() => {
        onLit(null);
      }}
      onFocus={(event) => {
        if (event.currentTarget.matches(":focus-visible")) onLit(term);
      }}
      onBlur={() => {
        onLit(null);
      }}
      onClick={() => {
        onKeep(term);
      }}
    >
      {term.text}
    </button>
  );
}

let pencil: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null | undefined;

/** In pixels, as chips are written. */
function textWidth(words: string): number {
  pencil ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (pencil)
    pencil.font = "12px Inter,system-ui,'Segoe UI',Roboto,'Helvetica Neue','DejaVu Sans',sans-serif";
  return Math.ceil(pencil?.measureText(words).width ?? 8 * words.length);
}
