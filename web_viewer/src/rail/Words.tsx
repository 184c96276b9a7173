import { memo } from "react";

import { wordColour } from "../drawing/colours.ts";
import type { Condition, Run } from "../run/types.ts";
import { conditionName } from "../run/names.ts";
import { whyUnguided } from "../run/prediction.ts";
import { selectTerm, selectTerms, show, useApp, useAppStore } from "../state/store.ts";
import { allWords, sameTerm, specialNames, type Term, termsOf } from "../run/terms.ts";
import { text } from "../text/text.ts";

/** The words of each conditioning as chips; one click selects, with Shift or Ctrl several. */
export function Words({ run }: { run: Run }) {
  const app = useAppStore();
  const showSpecial = useApp((s) => s.showSpecial);
  const any = useApp((s) => s.terms.length > 0);
  const conditions = run.conditions.filter((c) => c.tokens.length > 0);
  const unguided = whyUnguided(run);
  return (
    <section aria-label={text("Words")}>
      <div className="row spread">
        <h3>{text("Words")}</h3>
        {any && (
          <button
            className="plain small"
            onClick={() => {
              selectTerms(app, []);
            }}
          >
            {text("clear")}
          </button>
        )}
      </div>
      {conditions.map((condition) => (
        <Chips
          key={condition.id}
          condition={condition}
          showSpecial={showSpecial}
          why={condition.polarity === "negative" ? unguided : null}
        />
      ))}
      <label className="small row">
        <input
          type="checkbox"
          checked={showSpecial}
          onChange={(event) => {
            show(app, { showSpecial: event.target.checked });
          }}
        />
        {specialNames(conditions)}
      </label>
    </section>
  );
}

/** Drawn once for all steps of a pass that is watched. */
const Chips = memo(function Chips({
  condition,
  showSpecial,
  why,
}: {
  condition: Condition;
  showSpecial: boolean;
  /** Why it took no part, where it took none. */
  why: string | null;
}) {
  const terms = termsOf(condition);
  const words = terms.filter(({ kind }) => kind === "word");
  let next = 0;
  const name = conditionName(condition);
  return (
    <div className="chips" role="group" aria-label={name}>
      <p className="small soft">
        {why ?? name}
        {condition.labelledBy === "position" &&
          ` ${text("(words not known: {reason})", { reason: condition.labelReason || text("numbered by position") })}`}
      </p>
      {!why &&
        allWords(condition).map(({ text: word, tokens }, place) => {
          const term = tokens.length > 0 ? words[next++] : undefined;
          return term ? (
            <Chip key={term.index} term={term} />
          ) : (
            <span
              key={`not ${String(place)}`}
              className="chip absent"
              title={text("not recorded (only_words)")}
            >
              {word}
            </span>
          );
        })}
      {!why && showSpecial && terms.slice(words.length).map((term) => <Chip key={term.index} term={term} />)}
      {!why && allWords(condition).length === 0 && <span className="small soft">{text("empty")}</span>}
    </div>
  );
});

/** How many tokens a term has, and where in the prompt they begin. */
function placeOf({ tokens }: Term): string {
  const values = { count: tokens.length, place: (tokens[0] ?? 0) + 1 };
  return tokens.length > 1
    ? text("{count} tokens, first at place {place}", values)
    : text("1 token, at place {place}", values);
}

function Chip({ term }: { term: Term }) {
  const app = useAppStore();
  const selected = useApp((s) => s.terms.some((t) => sameTerm(t, term)));
  return (
    <button
      className={`chip ${term.kind}`}
      aria-pressed={selected}
      style={{ borderBottomColor: term.kind === "word" ? wordColour(term.index, term.text) : undefined }}
      title={placeOf(term)}
      onClick={(event) => {
        selectTerm(app, term, event.shiftKey || event.ctrlKey || event.metaKey);
      }}
    >
      {term.kind === "word" ? term.text : `⟨${term.text}⟩`}
      {term.kind === "padding" && term.tokens.length > 1 && (
        <span className="soft"> ×{term.tokens.length}</span>
      )}
    </button>
  );
}
