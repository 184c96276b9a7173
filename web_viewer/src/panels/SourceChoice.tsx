import { hasEffects, nearestEffects } from "../run/effects.ts";
import type { Run } from "../run/types.ts";
import { show, type Source, SOURCES, useAppStore } from "../state/store.ts";
import { useSource } from "../reading/effects.ts";
import { text } from "../text/text.ts";

const names = (): Readonly<Record<Source, string>> => ({
  attention: text("Attention"),
  effect: text("Effect"),
  both: text("Both"),
});

/** What is shown of words, in runs with effects: where the model looks, what changes without the word, or both. */
export function SourceChoice({ run }: { run: Run }) {
  const app = useAppStore();
  const source = useSource(run);
  if (!hasEffects(run)) return null;
  return (
    <div className="segmented source-choice" role="group" aria-label={text("What is shown of words")}>
      {SOURCES.map((each) => (
        <button
          key={each}
          aria-pressed={each === source}
          onClick={() => {
            show(app, { source: each });
          }}
        >
          {names()[each]}
        </button>
      ))}
    </div>
  );
}

/** Which words and steps have effects, and which step is shown where this one has none. */
export function Measured({ run, step }: { run: Run; step: number }) {
  const { effectWords: words, effectSteps: steps } = run;
  const nearest = nearestEffects(run, step);
  const all = {
    words: words.map((word) => word.text).join(", "),
    steps: steps.map((at) => at + 1).join(", "),
  };
  return (
    <p className="small soft" title={text("Words: {words}. Steps: {steps}.", all)}>
      {nearest !== null && nearest !== step && (
        <>
          <b>
            {text("Step {step} was not measured; the effects are those of step {nearest}.", {
              step: step + 1,
              nearest: nearest + 1,
            })}
          </b>{" "}
        </>
      )}
      {text("Measured: {words} words at {steps} of {all} steps.", {
        words: words.length,
        steps: steps.length,
        all: run.steps,
      })}
    </p>
  );
}
