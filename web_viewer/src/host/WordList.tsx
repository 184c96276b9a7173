import { useMemo, useState } from "react";

import { concentration, termMap } from "../maths/words.ts";
import type { AttentionMap } from "../run/types.ts";
import type { Term, TermRef } from "../run/terms.ts";
import { text } from "../text/text.ts";
import { keepWheel } from "./nodeFit.ts";
import { WordChip } from "./WordChips.tsx";

interface Props {
  readonly terms: readonly Term[];
  readonly map: AttentionMap | undefined;
  readonly lit: TermRef | null;
  readonly onLit: (term: TermRef | null) => void;
  readonly onKeep: (term: TermRef) => void;
  readonly onClose: () => void;
}

/** All words over the picture, with their concentration, by text or by a regular expression. */
export function WordList({ terms, map, lit, onLit, onKeep, onClose }: Props) {
  const [search, setSearch] = useState("");
  const scores = useMemo(
    () => map && terms.map(({ tokens }) => concentration(termMap(map, tokens), map.entry.grid)),
    [map, terms],
  );
  const found = terms
    .map((term, i) => ({ term, score: scores?.[i] }))
    .filter(({ term }) => matches(term.text, search));
  return (
    <div className="sheet word-list" ref={keepWheel} role="dialog" aria-label={text("Words")}>
      <div className="row nowrap">
        <input
          type="search"
          autoFocus
          placeholder={text("Text, or /regular expression/")}
          aria-label={text("Search words")}
          value={search}
          onChange={(event) => {
            setSearch(event.target.value);
          }}
        />
        <button aria-label={text("Close")} onClick={onClose}>
          ✕
        </button>
      </div>
      <p className="soft" title={meaning()}>
        {text("Concentration, 0 to 1")}
      </p>
      <ul>
        {found.map(({ term, score }) => (
          <li key={`${term.condition} ${String(term.index)}`} className="row spread nowrap">
            <WordChip term={term} lit={lit} onLit={onLit} onKeep={onKeep} />
            {score !== undefined && <Concentration score={score} />}
          </li>
        ))}
        {found.length === 0 && <li className="soft">{text("No word matches.")}</li>}
      </ul>
    </div>
  );
}

const meaning = () =>
  text("How much attention a word gets in few places; 0: the same everywhere. It says nothing of a cause.");

function Concentration({ score }: { score: number }) {
  return (
    <span className="row nowrap soft" title={meaning()}>
      <meter value={score} aria-label={text("Concentration")} />
      {score.toFixed(2)}
    </span>
  );
}

/** Whether a word has what is searched for: a text in any case, or between slashes a regular expression. */
export function matches(word: string, search: string): boolean {
  const [, pattern] = /^\/(.+?)\/?$/.exec(search) ?? [];
  if (pattern === undefined) return word.toLowerCase().includes(search.toLowerCase());
  try {
    return new RegExp(pattern, "i").test(word);
  } catch {
    return false; // half written
  }
}
