import { useMemo, useState } from "react";

import { WithoutPicture } from "../panels/WithoutPicture.tsx";
import { WordRow } from "../panels/WordRow.tsx";
import {
  ANOTHER_WAY,
  type Change,
  fateOf,
  howRemoved,
  type RemovedWord,
  removedWords,
  useChange,
  useWithoutAll,
} from "../reading/removals.ts";
import type { Removals, Run } from "../run/types.ts";
import { touched } from "../text/touch.ts";
import { Screen } from "./Screen.tsx";

/** What becomes of the picture without a word: guessed first, then shown. Only for runs that were sampled without words. */
export function WithoutAWord({ run }: { run: Run }) {
  const { removals } = run;
  return (
    removals && (
      <Screen
        id="without-a-word"
        number={6}
        title="Take a word away"
        prose={
          <>
            <p>
              Where the model looks for a word is a hint at what the word does. Here is the test: the whole
              picture was made again <b>from the same noise</b>, once without each word.
            </p>
            <p>
              <b>{touched() ? "Tap" : "Choose"} a word</b>, guess what happens when it goes, then see.
            </p>
            <p className="small soft">
              {howRemoved(removals, run)} One seed is one example: with other noise, the word may do something
              else.
            </p>
          </>
        }
      >
        <Guessed run={run} removals={removals} />
      </Screen>
    )
  );
}

/** What may happen; the picture is the answer. */
const GUESSES = [
  "Its thing is gone",
  "Another colour",
  "Another shape",
  "Something elsewhere changes",
  "Nothing happens",
] as const;

function Guessed({ run, removals }: { run: Run; removals: Removals }) {
  const words = useMemo(() => removedWords(run), [run]);
  const [number, setNumber] = useState<number | null>(null);
  // Undefined: not answered. Null: it was to be shown without a guess.
  const [guess, setGuess] = useState<string | null | undefined>(undefined);
  useWithoutAll(run);
  const word = words[number ?? -1] ?? null;
  const change = useChange(run, word?.number ?? null);
  const answered = word !== null && guess !== undefined;
  return (
    <div className="stack without-a-word">
      <WordRow
        label="The word that goes"
        words={words}
        chosen={number}
        onChoose={(chosen) => {
          setNumber(chosen);
          setGuess(undefined);
        }}
      />
      <div className="with-and-without">
        <figure>
          <WithoutPicture run={run} word={null} change={change} mark="none" />
        </figure>
        {answered && (
          <figure>
            <WithoutPicture run={run} word={word} change={change} mark="outline" />
          </figure>
        )}
        {word && guess === undefined && <Guess word={word} onGuess={setGuess} />}
        {!word && <p className="soft">No word is chosen yet.</p>}
      </div>
      {answered && <Answer run={run} removals={removals} word={word} guess={guess} change={change} />}
    </div>
  );
}

function Guess({ word, onGuess }: { word: RemovedWord; onGuess: (guess: string | null) => void }) {
  return (
    <div className="stack answer">
      <h3>What happens when “{word.text}” goes?</h3>
      <div className="chips" role="group" aria-label="Your guess">
        {GUESSES.map((each) => (
          <button
            key={each}
            className="chip word"
            onClick={() => {
              onGuess(each);
            }}
          >
            {each}
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
    </div>
  );
}

interface AnswerProps {
  readonly run: Run;
  readonly removals: Removals;
  readonly word: RemovedWord;
  readonly guess: string | null;
  readonly change: Change;
}

/** The picture is the answer, and the person its judge. */
function Answer({ run, removals, word, guess, change }: AnswerProps) {
  return (
    <div className="guessed stack" aria-live="polite">
      {guess && (
        <p>
          You guessed <b>{guess.toLowerCase()}</b>. The picture is the answer.
        </p>
      )}
      <p>{fateOf(run, word, change.values)}</p>
      {removals.kind === "text" && <p className="small">Prompt: “{removals.prompts[word.number]}”</p>}
      <p className="small soft">
        The outline holds half of the change. {ANOTHER_WAY} Choose another word to go on.
      </p>
    </div>
  );
}
