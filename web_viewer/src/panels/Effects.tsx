import { useMemo } from "react";

import { type Line, LinePlot } from "../charts/LinePlot.tsx";
import { wordColour } from "../drawing/colours.ts";
import type { EffectWord, Run } from "../run/types.ts";
import { useStepAxis } from "../reading/axis.ts";
import { useSelectedTerms } from "../reading/selection.ts";
import { findEffect, firstTermOf, nearestEffects } from "../run/effects.ts";
import { whyUnguided } from "../run/prediction.ts";
import { goTo, useAppStore, useSeen } from "../state/store.ts";
import { Missing } from "./Panel.tsx";

/** Without a selection, the words that change most. */
const MOST = 5;

/** How much the model's guess changes without each word, beside the noise floor, and whether that is where guidance pulls. */
export function Effects({ run }: { run: Run }) {
  const app = useAppStore();
  const step = useSeen((s) => s.step);
  const { terms } = useSelectedTerms(run);
  const { axis, at } = useStepAxis();
  const places = at(run, "evaluated");
  const {
    norms,
    cosines,
    places: own,
  } = useMemo(() => {
    const measured = run.effectSteps.map((each) => places[each] ?? NaN);
    const series = (key: string, number: number) =>
      run.effectSteps.map((each) => run.metrics.words.get(key)?.[each]?.[number] ?? null);
    const total = (number: number) =>
      series("effect_l2_norm", number).reduce<number>((sum, value) => sum + (value ?? 0), 0);
    const lines = (key: string, numbers: readonly number[]): Line[] =>
      numbers.map((number) => ({ ...nameOf(run, number), values: series(key, number), at: measured }));
    const shown = chosenWords(run, terms) ?? largest(run.effectWords, total);
    const floor = {
      name: "noise floor",
      colour: "var(--line-strong)",
      values: series("effect_l2_norm", run.effectWords.length),
      at: measured,
      dashed: true,
    };
    return {
      norms: [...lines("effect_l2_norm", shown), floor],
      cosines: lines("effect_guidance_cosine", shown),
      places: measured,
    };
  }, [run, terms, places]);
  if (run.effectSteps.length === 0) {
    const gap = run.notRecorded.find(({ what }) => what === "effects");
    return (
      <Missing>
        No effects of words were measured.{" "}
        {gap ? gap.reason : "To measure them, set effects_every in Capture Settings."}
      </Missing>
    );
  }
  const nearest = nearestEffects(run, step);
  const props = {
    axis,
    cursor: nearest === null ? null : (places[nearest] ?? null),
    onPick: (place: number) => {
      goTo(app, run.effectSteps[own.indexOf(place)] ?? step);
    },
    least: 96,
  };
  const guided = cosines.some(({ values }) => values.some((value) => value !== null));
  return (
    <div className="effects">
      <LinePlot
        label="Size of each word’s effect by step"
        lines={norms}
        unit="change of the guess"
        fromZero
        {...props}
      />
      {guided ? (
        <LinePlot
          label="Direction of each word’s effect against guidance, by step"
          lines={cosines}
          unit="cosine with guidance"
          {...props}
        />
      ) : (
        <p className="small soft">
          {whyUnguided(run)} There was no guidance whose direction could be compared.
        </p>
      )}
      <p className="small soft">
        Below the noise floor a change is none. A cosine of 1: the word pulls where guidance pulls.
      </p>
    </div>
  );
}

function nameOf(run: Run, number: number): { name: string; colour: string } {
  const word = run.effectWords[number];
  const term = word && firstTermOf(run, word);
  return { name: word?.text ?? "", colour: wordColour(term?.index ?? number, term?.text ?? "") };
}

/** The measured words among those that are selected; null where there are none. */
function chosenWords(
  run: Run,
  terms: ReturnType<typeof useSelectedTerms>["terms"],
): readonly number[] | null {
  const phrase = findEffect(run.effectWords, terms);
  const numbers = phrase === null ? terms.map((term) => findEffect(run.effectWords, [term])) : [phrase];
  const found = [...new Set(numbers.filter((number) => number !== null))];
  return found.length > 0 ? found : null;
}

function largest(words: readonly EffectWord[], total: (number: number) => number): readonly number[] {
  return [...words.keys()].sort((a, b) => total(b) - total(a)).slice(0, MOST);
}
