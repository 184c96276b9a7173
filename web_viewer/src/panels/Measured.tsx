import { nearestEffects } from "../run/effects.ts";
import type { Run } from "../run/types.ts";

/** Which words and steps have effects, and which step is shown where this one has none. */
export function Measured({ run, step }: { run: Run; step: number }) {
  const { effectWords: words, effectSteps: steps } = run;
  const nearest = nearestEffects(run, step);
  const named = words.map((word) => word.text).join(", ");
  return (
    <span title={`Words: ${named}. Steps: ${steps.map((at) => at + 1).join(", ")}.`}>
      {nearest !== null && nearest !== step && (
        <>
          <b>
            Step {step + 1} was not measured; the effects are those of step {nearest + 1}.
          </b>{" "}
        </>
      )}
      Measured: {words.length} {words.length === 1 ? "word" : "words"} at {steps.length} of {run.steps} steps.
    </span>
  );
}
