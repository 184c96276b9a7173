import { useMemo, useState } from "react";

import { BitmapCanvas } from "../drawing/BitmapCanvas.tsx";
import { wordColour } from "../drawing/colours.ts";
import { cellsWithin } from "../maths/areas.ts";
import { rankAt } from "../maths/words.ts";
import { Missing } from "../panels/Panel.tsx";
import { PlaceFrame } from "../panels/PlaceFrame.tsx";
import { RankedOf } from "../panels/RankedWords.tsx";
import { useImage, useMap } from "../reading/loading.ts";
import { layerName, whyMissing } from "../run/names.ts";
import { kindName, specialKindsOf, type Term, termsOf } from "../run/terms.ts";
import type { AttentionMap, Condition, Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent } from "../text/numbers.ts";
import { touched } from "../text/touch.ts";
import { Screen } from "./Screen.tsx";

/** What a place looks at: guessed first, then shown. */
export function AskPlace({ run }: { run: Run }) {
  const [prompt] = run.conditions;
  const joint = specialKindsOf(run.conditions).includes("picture");
  return (
    <Screen
      id="ask-a-place"
      number={3}
      title="Ask a place"
      prose={
        <>
          <p>
            While the picture is made, each spot of it looks at the vectors of the prompt
            {joint ? ", and at all spots of the picture," : ""} and takes information from them. How it
            divides its look between them is called <b>attention</b>.
          </p>
          <p>
            <b>{touched() ? "Tap" : "Click"} a spot</b>, and guess which word it looks at most.
          </p>
          <p>
            Attention says where the model took information from. It <b>does not prove</b> that a word caused
            what is drawn there.
          </p>
        </>
      }
      maths={prompt && <PlaceMaths run={run} condition={prompt} />}
    >
      {prompt && prompt.tokens.length > 0 ? (
        <Asked run={run} condition={prompt} />
      ) : (
        <Missing>This run does not say what its words are, so no place can be asked.</Missing>
      )}
    </Screen>
  );
}

/** Words of an answer. */
const MOST = 8;

interface Question {
  readonly run: Run;
  readonly condition: Condition;
}

function Asked({ run, condition }: Question) {
  const step = useSeen((s) => s.step);
  const place = useSeen((s) => s.locked);
  // Undefined: not answered. Null: it was to be shown without a guess.
  const [guess, setGuess] = useState<Term | null | undefined>(undefined);
  const kind = run.has.x0Images[step] ? "x0" : "latent";
  const image = useImage(run, kind, step);
  return (
    <div className="asked">
      <figure className="one-picture">
        <PlaceFrame run={run} moves>
          <BitmapCanvas bitmap={image.value} label={`The picture at step ${String(step + 1)}`} />
        </PlaceFrame>
      </figure>
      <div className="stack answer">
        {!place && <p className="soft">No spot is chosen yet.</p>}
        {place && guess === undefined && <Guess condition={condition} onGuess={setGuess} />}
        {place && guess !== undefined && <Answer run={run} condition={condition} guess={guess} />}
      </div>
    </div>
  );
}

function Guess({ condition, onGuess }: { condition: Condition; onGuess: (guess: Term | null) => void }) {
  const words = termsOf(condition).filter(({ kind }) => kind === "word");
  return (
    <>
      <h3>Which word does this spot look at most?</h3>
      <div className="chips" role="group" aria-label="Your guess">
        {words.map((term) => (
          <button
            key={term.index}
            className="chip word"
            style={{ borderBottomColor: wordColour(term.index, term.text) }}
            onClick={() => {
              onGuess(term);
            }}
          >
            {term.text}
          </button>
        ))}
      </div>
      <button
        className="plain small"
        onClick={() => {
          onGuess(null);
        }}
      >
        Show me without a guess
      </button>
    </>
  );
}

/** The map of the layer that is chosen, and the cell of the kept place in it. */
function useAsked({ run, condition }: Question) {
  const step = useSeen((s) => s.step);
  const layer = useSeen((s) => s.layer);
  const head = useSeen((s) => s.head);
  const place = useSeen((s) => s.locked);
  const map = useMap(run, layer, step, condition.id, head);
  const cells = map.value && place ? cellsWithin(run, condition, place, map.value.entry.grid) : [];
  return { step, layer: run.layers.find((l) => l.id === layer), map, cells };
}

function Answer({ run, condition, guess }: Question & { guess: Term | null }) {
  const { step, layer, map, cells } = useAsked({ run, condition });
  const terms = useMemo(() => termsOf(condition).filter(({ kind }) => kind === "word"), [condition]);
  if (!map.listed) return <Missing>{whyMissing(run, layer?.id ?? null, step)}</Missing>;
  return (
    <>
      {guess && map.value && cells.length > 0 && (
        <Verdict map={map.value} cells={cells} terms={terms} guess={guess} />
      )}
      <h3>What this spot looks at</h3>
      <RankedOf run={run} step={step} condition={condition} most={MOST} />
      <p className="small soft">
        In the layer {layer ? layerName(layer) : "that is chosen"}, at step {step + 1}. The longest bar is the
        largest share. Other layers and steps answer differently.
      </p>
    </>
  );
}

interface VerdictProps {
  readonly map: AttentionMap;
  readonly cells: readonly number[];
  readonly terms: readonly Term[];
  readonly guess: Term;
}

function Verdict({ map, cells, terms, guess }: VerdictProps) {
  const ranked = rankAt(
    map,
    terms.map(({ tokens }) => tokens),
    cells,
  );
  const at = ranked.findIndex(({ index }) => terms[index]?.index === guess.index);
  const [first] = ranked;
  const most = first && terms[first.index];
  if (!most) return null;
  return (
    <p className="guessed">
      {at === 0 ? (
        <>
          You guessed <b>{guess.text}</b>, and of all words it gets most: {percent(first.share)}.
        </>
      ) : (
        <>
          You guessed <b>{guess.text}</b>: number {at + 1} of {terms.length} words, with{" "}
          {percent(ranked[at]?.share)}. Most goes to <b>{most.text}</b>: {percent(first.share)}.
        </>
      )}
    </p>
  );
}

/** Where the shares of a place come from, and that they sum to 1. */
function PlaceMaths({ run, condition }: Question) {
  const { step, map, cells } = useAsked({ run, condition });
  const terms = useMemo(() => termsOf(condition), [condition]);
  const groups = useMemo(() => terms.map(({ tokens }) => tokens), [terms]);
  const ranked = map.value && cells.length > 0 ? rankAt(map.value, groups, cells) : null;
  const total = ranked?.reduce((sum, { share }) => sum + share, 0);
  const best = ranked?.find(({ index }) => terms[index]?.kind === "word");
  const word = best && terms[best.index];
  return (
    <div className="formula">
      <p className="equation" role="math" aria-label="a equals softmax of q times k, over the root of d">
        <i>a</i>
        <sub>t</sub> = softmax<sub>t</sub>(<i>q</i> · <i>k</i>
        <sub>t</sub> / √<i>d</i>)
      </p>
      <p className="small">
        <i>q</i> is the spot’s question, <i>k</i> what place <i>t</i> of the prompt answers to, both lists of{" "}
        <i>d</i> numbers; the mean over the layer’s heads is shown. A word’s share is the sum over its tokens.
      </p>
      {cells[0] !== undefined && ranked && word ? (
        <p className="small">
          At step {step + 1}, {where(cells, map.value?.entry.grid)}: “{word.text}” has {percent(best.share)}
          {word.tokens.length > 1 && ` over ${String(word.tokens.length)} tokens`}.{" "}
          {specialKindsOf([condition]).includes("picture")
            ? `All places of the prompt and ${kindName("picture")}`
            : `All ${String(condition.tokens.length)} places`}{" "}
          together: {total?.toFixed(3)}.
        </p>
      ) : (
        <p className="small soft">Choose a spot to see its numbers.</p>
      )}
    </div>
  );
}

/** Which cells are asked, counted from 1. */
function where(cells: readonly number[], grid: readonly [number, number] = [1, 1]): string {
  const [first = 0] = cells;
  if (cells.length > 1) return `mean of ${String(cells.length)} cells`;
  const [row, column] = [Math.floor(first / grid[1]), first % grid[1]];
  return `cell ${String(row + 1)} from the top, ${String(column + 1)} from the left`;
}
