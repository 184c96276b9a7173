import { percent } from "../text/numbers.ts";
import { wordColour } from "../drawing/colours.ts";
import { type AttentionMap, type Condition, type Run, type Place } from "../run/types.ts";
import { rankAt, type Ranked, termMeans } from "../maths/words.ts";
import { conditionName } from "../run/names.ts";
import { useMap } from "../reading/loading.ts";
import { useSeen, selectTerm, useAppStore } from "../state/store.ts";
import { sameTerm, specialNames, termsOf } from "../run/terms.ts";
import { cellsWithin } from "../maths/areas.ts";
import { Missing } from "./Panel.tsx";
import { text } from "../text/text.ts";
import { touched } from "../text/touch.ts";

/** The words that one place of the picture attends to, by their share, for the prompt and the negative prompt. */
export function RankedWords({ run, step }: { run: Run; step: number }) {
  const hover = useSeen((s) => s.hover);
  const locked = useSeen((s) => s.locked);
  const place = locked ?? hover;
  const conditions = run.conditions.filter((c) => c.tokens.length > 0);
  return (
    <div className="ranked">
      <p className="small soft">
        {place
          ? aboutPlace(place, locked !== null)
          : touched()
            ? text("The whole picture, on average. Tap it to see what one place looks at.")
            : text("The whole picture, on average. Point at it to see what one place looks at.")}
      </p>
      <div className="ranked-columns">
        {conditions.map((condition) => (
          <RankedOf key={condition.id} run={run} step={step} condition={condition} />
        ))}
      </div>
    </div>
  );
}

function aboutPlace(place: Place, kept: boolean): string {
  if (place.to) {
    const size = { width: percent(place.to.x - place.x), height: percent(place.to.y - place.y) };
    return touched()
      ? text("Mean of the kept box, {width} × {height} of the picture. Tap the picture to release it.", size)
      : text(
          "Mean of the kept box, {width} × {height} of the picture. Click or press Esc to release it.",
          size,
        );
  }
  const at = { x: percent(place.x), y: percent(place.y) };
  if (touched())
    return text("Kept place: {x} from the left, {y} from the top. Tap the picture to release it.", at);
  return kept
    ? text("Kept place: {x} from the left, {y} from the top. Click or press Esc to release it.", at)
    : text("Under the pointer: {x} from the left, {y} from the top. Click to keep it.", at);
}

function rank(
  map: AttentionMap,
  groups: readonly (readonly number[])[],
  cells: readonly number[] | null,
): readonly Ranked[] {
  if (cells) return rankAt(map, groups, cells);
  const shares = [...termMeans(map, groups)].map((share, index) => ({ index, share }));
  return shares.sort((a, b) => b.share - a.share);
}

interface RankedProps {
  readonly run: Run;
  readonly step: number;
  readonly condition: Condition;
  /** How many words are listed; all of them unless it is given. */
  readonly most?: number;
}

/** One prompt's words by their share at the place, or in the whole picture where there is none. */
export function RankedOf({ run, step, condition, most }: RankedProps) {
  const app = useAppStore();
  const layer = useSeen((s) => s.layer);
  const head = useSeen((s) => s.head);
  const showSpecial = useSeen((s) => s.showSpecial);
  const selected = useSeen((s) => s.terms);
  const place = useSeen((s) => s.locked ?? s.hover);
  const map = useMap(run, layer, step, condition.id, head);
  if (!map.listed) {
    // The negative prompt's maps are only there when they were asked for; its absence is told by the provenance panel.
    return condition.id === "c0" ? (
      <Missing>{text("The prompt has no map at this step and layer.")}</Missing>
    ) : null;
  }
  const terms = termsOf(condition);
  const groups = terms.map((t) => t.tokens);
  const cells = map.value && place ? cellsWithin(run, condition, place, map.value.entry.grid) : null;
  const outside = cells?.length === 0;
  const ranked = map.value && !outside ? rank(map.value, groups, cells) : [];
  const rows = ranked.filter((r) => showSpecial || terms[r.index]?.kind === "word");
  const longest = Math.max(1e-9, rows[0]?.share ?? 0);
  const special = ranked.reduce((sum, r) => sum + (terms[r.index]?.kind === "word" ? 0 : r.share), 0);
  return (
    <section
      style={{ "--rows": rows.length } as React.CSSProperties}
      aria-label={text("Ranked words of the {prompt}", { prompt: conditionName(condition).toLowerCase() })}
    >
      <h4 className="small">{conditionName(condition)}</h4>
      {outside && <Missing>{text("This prompt does not apply to this place.")}</Missing>}
      <ol className="ranks">
        {rows.slice(0, most).map(({ index, share }) => {
          const term = terms[index];
          if (!term) return null;
          return (
            <li key={index}>
              <button
                className="plain"
                aria-pressed={selected.some((t) => sameTerm(t, term))}
                onClick={() => {
                  selectTerm(app, term);
                }}
              >
                <span
                  className="share"
                  style={{
                    width: `${String((100 * share) / longest)}%`,
                    background: term.kind === "word" ? wordColour(index, term.text) : "var(--line-strong)",
                  }}
                />
                <span className="word">{term.kind === "word" ? term.text : `⟨${term.text}⟩`}</span>
                <span className="value">{percent(share)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      {ranked.length > 0 && !showSpecial && (
        <p className="small soft">
          {text("{share} go to {names}.", { share: percent(special), names: specialNames([condition]) })}
        </p>
      )}
    </section>
  );
}
