import { useMemo } from "react";

import { changedWords, commonWords, soleWords, type WordPair } from "../../maths/beside.ts";
import { isSpoken } from "../../maths/promptDiff.ts";
import { folded, sameTerm, type TermRef } from "../../run/terms.ts";
import type { Condition, Run } from "../../run/types.ts";
import { selectTerms, useAppStore, useSeen } from "../../state/store.ts";

/** The words that two runs can be compared by: those that were changed first, then those that one has, then the others. */
export function WordChoice({ run, other }: { run: Run; other: Run }) {
  const [a, b] = [run.conditions[0], other.conditions[0]];
  const groups = useMemo(
    () =>
      a && b
        ? ([
            ["Changed words", changedWords(a, b)],
            ["Words of one run", soleWords(a, b)],
            ["Words of both", unchanged(a, b)],
          ] as const)
        : [],
    [a, b],
  );
  if (!a || !b) return null;
  return (
    <div className="word-choice">
      {groups
        .filter(([, words]) => words.length > 0)
        .map(([name, words]) => (
          <div key={name} className="chips" role="group" aria-label={name}>
            {words.map((pair) => (
              <Chip key={`${pair.a.join()} ${pair.b.join()}`} pair={pair} a={a} b={b} />
            ))}
          </div>
        ))}
    </div>
  );
}

/** The first occurrence of each word that both have. */
function unchanged(a: Condition, b: Condition): readonly WordPair[] {
  const changed = new Set(changedWords(a, b).flatMap((pair) => pair.a));
  return [...commonWords(a, b).keys()].filter(isSpoken).flatMap((word) => {
    const first = a.words.findIndex(({ text }, i) => folded(text) === word && !changed.has(i));
    return first < 0 ? [] : [{ a: [first], b: [] }];
  });
}

function Chip({ pair, a, b }: { pair: WordPair; a: Condition; b: Condition }) {
  const app = useAppStore();
  const refs = (of: Condition, words: readonly number[]) =>
    words.map((index) => ({ condition: of.id, index }));
  const [mine, theirs] = [pair.a.length > 0 ? refs(a, pair.a) : [], pair.a.length > 0 ? [] : refs(b, pair.b)];
  // Of several words that are chosen together, each is shown as chosen.
  const selected = useSeen((s) => holds(s.terms, mine) && holds(s.theirs, theirs));
  const text = (of: Condition, words: readonly number[]) =>
    words.map((index) => of.words[index]?.text).join(" ");
  const common = pair.b.length === 0 && commonWords(a, b).has(folded(text(a, pair.a)));
  return (
    <button
      className="chip word"
      aria-pressed={selected}
      title={common ? undefined : chipTitle(pair)}
      onClick={() => {
        selectTerms(app, mine, theirs);
      }}
    >
      {common ? (
        text(a, pair.a)
      ) : (
        <>
          {pair.a.length > 0 && <b className="of-a">{text(a, pair.a)}</b>}
          {pair.a.length > 0 && pair.b.length > 0 && " ↔ "}
          {pair.b.length > 0 && <b className="of-b">{text(b, pair.b)}</b>}
          {pair.b.length === 0 && <span className="soft"> only A</span>}
          {pair.a.length === 0 && <span className="soft"> only B</span>}
        </>
      )}
    </button>
  );
}

function chipTitle({ a, b }: WordPair): string {
  if (a.length > 0 && b.length > 0) return "The word of A, and the word of B in its place";
  return `Only the prompt of ${a.length > 0 ? "A" : "B"} has it`;
}

const holds = (terms: readonly TermRef[], words: readonly TermRef[]) =>
  words.every((word) => terms.some((term) => sameTerm(term, word)));
