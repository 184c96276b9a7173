import { useMemo, useState } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import { Legend } from "../drawing/Legend.tsx";
import { useStepAxis } from "../reading/axis.ts";
import {
  ANOTHER_WAY,
  fateOf,
  howRemoved,
  removedWords,
  type RemovedWord,
  useChange,
  useWithin,
  useWithoutAll,
} from "../reading/removals.ts";
import type { Removals, Run } from "../run/types.ts";
import { goTo, type Mark, MARKS, show, useAppStore, useSeen } from "../state/store.ts";
import { readable } from "../text/numbers.ts";
import { touched } from "../text/touch.ts";
import { Missing } from "./Panel.tsx";
import { useChangeScale, WithoutPicture } from "./WithoutPicture.tsx";
import { WordRow } from "./WordRow.tsx";

/** The final picture without the word that is pointed at or kept, where it changed, and from when on. */
export function WhatIf({ run, step }: { run: Run; step: number }) {
  const { removals } = run;
  if (!removals)
    return (
      <Missing>
        This run was not sampled without its words. Word Effects, or <code>diffulizer ablate</code>, does
        that.
      </Missing>
    );
  return <Removed run={run} step={step} removals={removals} />;
}

const NAMES: Readonly<Record<Mark, string>> = { outline: "Outline", colours: "Colours", none: "Nothing" };

function Removed({ run, step, removals }: { run: Run; step: number; removals: Removals }) {
  const app = useAppStore();
  const kept = useSeen((s) => s.without);
  const [pointed, setPointed] = useState<number | null>(null);
  const mark = useSeen((s) => s.mark);
  const words = useMemo(() => removedWords(run), [run]);
  useWithoutAll(run);
  const word = words[pointed ?? kept ?? -1] ?? null;
  const change = useChange(run, word?.number ?? null);
  const within = useWithin(run, word?.number ?? null, step, change);
  const scale = useChangeScale(change);
  return (
    <div className="what-if">
      <WordRow
        label="Take a word away"
        words={words}
        chosen={kept}
        onChoose={(number) => {
          show(app, { without: number });
        }}
        onPoint={setPointed}
      />
      <figure className="what-if-picture">
        <WithoutPicture run={run} word={word} change={change} mark={mark} />
      </figure>
      <div className="row small">
        <span className="soft">Change:</span>
        <div className="segmented source-choice" role="group" aria-label="How the change is marked">
          {MARKS.map((each) => (
            <button
              key={each}
              aria-pressed={each === mark}
              onClick={() => {
                show(app, { mark: each });
              }}
            >
              {NAMES[each]}
            </button>
          ))}
        </div>
      </div>
      <div className="stack what-if-said" aria-live="polite">
        {word ? (
          <>
            <p>{fateOf(run, word, change.values)}</p>
            {removals.kind === "text" && <p className="small">Prompt: “{removals.prompts[word.number]}”</p>}
            {within && <p className="small">{within}</p>}
          </>
        ) : (
          <p>
            {touched() ? "Tap" : "Point at"} a word to see the picture without it
            {touched() ? "." : "; a click keeps it."}
          </p>
        )}
      </div>
      {mark === "colours" && word && (
        <Legend
          {...scale}
          caption="change of the final latent, mean over its channels; 0 is none: not above the noise floor"
        />
      )}
      {change.error && <Missing>The changes can’t be read: {change.error}</Missing>}
      <Closeness run={run} removals={removals} words={words} word={word} step={step} />
      <p className="small soft">
        {mark === "outline" && "The outline holds half of the change. "}
        {ANOTHER_WAY} {howRemoved(removals, run)} Noise floor, the largest change where nothing was removed:{" "}
        {readable(change.floor)}. <b>One seed is one example.</b>
      </p>
    </div>
  );
}

interface ClosenessProps {
  readonly run: Run;
  readonly removals: Removals;
  readonly words: readonly RemovedWord[];
  readonly word: RemovedWord | null;
  readonly step: number;
}

/** How close the model's guess stays to that of the whole prompt, step by step: the shown word's, and all thin. */
function Closeness({ run, removals, words, word, step }: ClosenessProps) {
  const app = useAppStore();
  const { axis, at } = useStepAxis();
  const places = at(run, "evaluated");
  const lines = useMemo((): readonly Line[] => {
    const line = ({ number, text, colour }: RemovedWord): Line => ({
      name: text,
      colour,
      values: removals.closeness[number] ?? [],
      at: places,
      thin: number !== word?.number,
    });
    const nothing = {
      name: "nothing removed",
      colour: "var(--line-strong)",
      values: removals.closeness[words.length] ?? [],
      at: places,
      dashed: true,
      thin: true,
    };
    const others = words.filter(({ number }) => number !== word?.number);
    return [
      nothing,
      ...others.map(line),
      ...(word ? [line(word)] : []), // over the others
    ];
  }, [removals, words, word, places]);
  if (removals.closeness.every((series) => series.every((value) => value === null))) return null;
  return (
    <LinePlot
      label="How close the picture stays without each word, by step"
      lines={lines}
      axis={axis}
      cursor={places[step] ?? null}
      unit="closeness of the two guesses (cosine)"
      least={110}
      onPick={(place) => {
        goTo(app, places.indexOf(place));
      }}
    />
  );
}
