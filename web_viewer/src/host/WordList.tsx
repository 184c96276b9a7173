import { useMemo, useState } from "react";

import { termMeans } from "../maths/words.ts";
import type { AttentionMap } from "../run/types.ts";
import type { Term, TermRef } from "../run/terms.ts";
import { percent } from "../text/numbers.ts";
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

/** All words over the picture, with their shares of the attention, by text or by a regular expression. */
export function WordList({ terms, map, lit, onLit, onKeep, onClose }: Props) {
  const [search, setSearch] = useState("");
  const shares = useMemo(
    () =>
      map &&
      termMeans(
        map,
        terms.map(({ tokens }) => tokens),
      ),
    [map, terms],
  );
  const found = terms
    .map((term, i) => ({ term, share: shares?.[i] }))
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
      <ul>
        {found.map(({ term, share }) => (
          <li key={`${term.condition} ${String(term.index)}`} className="row spread nowrap">
            <WordChip term={term} lit={lit} onLit={onLit} onKeep={onKeep} />
            <span className="soft">{share === undefined ? "" : percent(share)}</span>
          </li>
        ))}
        {found.length === 0 && <li className="soft">{text("No word matches.")}</li>}
      </ul>
    </div>
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
