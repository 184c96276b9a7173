import { useMemo } from "react";

import { wordColour } from "../drawing/colours.ts";
import { cellsWithin } from "../maths/areas.ts";
import { rankAt } from "../maths/words.ts";
import { useMap } from "../reading/loading.ts";
import { conditionName } from "../run/names.ts";
import { termsOf } from "../run/terms.ts";
import type { Condition, Place, Run } from "../run/types.ts";
import { percent } from "../text/numbers.ts";
import { text } from "../text/text.ts";
import { partsOf } from "./parts.ts";

const MOST = 5;
/** Pixels that the longest line takes, about. */
const WIDE = 180;
/** So many are told in any case; of others, less of the cell's attention is not worth a line. */
const FEWEST = 3;
const LEAST = 0.002;

interface Props {
  readonly run: Run;
  readonly layer: string | null;
  readonly step: number;
  readonly place: Place;
  readonly kept: boolean;
  readonly tags: boolean;
}

/** The words that a place looks at, at the place: ranked, those of the negative prompt by themselves. */
export function PlaceWords({ run, layer, step, place, kept, tags }: Props) {
  const conditions = run.conditions.filter((c) => c.words.length > 0);
  const at = place.to ? { x: (place.x + place.to.x) / 2, y: (place.y + place.to.y) / 2 } : place;
  const [right, below] = [at.x > 0.5, at.y > 0.5];
  return (
    <div
      className="bubble"
      role="tooltip"
      aria-label={kept ? text("Words of the kept place") : text("Words of the place under the pointer")}
      style={{
        [right ? "right" : "left"]:
          `max(0px, min(${String(100 * (right ? 1 - at.x : at.x))}% + 14px, 100% - ${String(WIDE)}px))`,
        [below ? "bottom" : "top"]: `calc(${String(100 * (below ? 1 - at.y : at.y))}% + 14px)`,
      }}
    >
      {conditions.map((condition) => (
        <Ranked
          key={condition.id}
          run={run}
          layer={layer}
          step={step}
          place={place}
          condition={condition}
          tags={tags}
        />
      ))}
    </div>
  );
}

function Ranked({
  run,
  layer,
  step,
  place,
  condition,
  tags,
}: Omit<Props, "kept"> & { condition: Condition }) {
  const map = useMap(run, layer, step, condition.id);
  const terms = useMemo(() => partsOf(condition, tags), [condition, tags]);
  const cells = map.value && cellsWithin(run, condition, place, map.value.entry.grid);
  const first = condition.id === "c0";
  if (!map.listed) return first ? <p>{text("No map at this step.")}</p> : null;
  if (!map.value || !cells) return null;
  if (cells.length === 0) return first ? <p>{text("This prompt does not act here.")}</p> : null;
  const attention = map.value;
  const groups = terms.map(({ tokens }) => tokens);
  const ranked = rankAt(attention, groups, cells)
    .slice(0, first ? MOST : MOST - 2)
    .filter(({ share }, rank) => rank < FEWEST || share >= LEAST);
  const most = ranked[0]?.share || 1; // a place may look at none of the words
  const shareOf = (tokens: readonly number[]) => rankAt(attention, [tokens], cells)[0]?.share;
  const rest = termsOf(condition).filter(({ kind }) => kind === "picture" || kind === "other");
  return (
    <section aria-label={conditionName(condition)}>
      {!first && <h4>{conditionName(condition)}</h4>}
      {ranked.map(({ index, share }) => {
        const term = terms[index];
        return (
          term && (
            <p key={index}>
              <span className="word">{term.text}</span>
              <span
                className="bar"
                style={{
                  width: `${String(48 * (share / most))}px`,
                  background: wordColour(term.index, term.text),
                }}
              />
              <span className="value">{percent(share)}</span>
            </p>
          )
        );
      })}
      {rest.map((term) => (
        <p className="soft" key={term.kind}>
          <span className="word">{term.text}</span>
          <span className="value">{percent(shareOf(term.tokens))}</span>
        </p>
      ))}
    </section>
  );
}
