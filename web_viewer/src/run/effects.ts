/** Effects of words: which measured word a choice is, and which measured step is nearest. */
import { text } from "../text/text.ts";
import { folded, type Term, termsOf } from "./terms.ts";
import type { EffectWord, Run } from "./types.ts";

/** Whether effects of words were asked for and can be shown. */
export const hasEffects = (run: Pick<Run, "effectWords">): boolean => run.effectWords.length > 0;

/**
 * The number of the measured word or phrase that chosen terms of one conditioning are: that of the same tokens, or of a word
 * that stands in the text more than once and was removed everywhere; null if it was not measured.
 */
export function findEffect(words: readonly EffectWord[], terms: readonly Term[]): number | null {
  const [first, ...others] = terms;
  if (!first) return null;
  const chosen = new Set(terms.flatMap(({ tokens }) => tokens));
  const removed = (word: EffectWord) => word.tokens.get(first.condition) ?? [];
  const holds = (word: EffectWord) => [...chosen].every((token) => removed(word).includes(token));
  const same = words.findIndex((word) => holds(word) && removed(word).length === chosen.size);
  if (same >= 0) return same;
  const name = folded(first.text.replace(/#\d+$/, ""));
  const everywhere =
    others.length > 0 ? -1 : words.findIndex((word) => holds(word) && folded(word.text) === name);
  return everywhere < 0 ? null : everywhere;
}

/** The first word of the prompt that a measured word or phrase is made of. */
export function firstTermOf(
  { conditions }: Pick<Run, "conditions">,
  { tokens }: EffectWord,
): Term | undefined {
  return conditions
    .flatMap(termsOf)
    .find((term) => term.tokens.every((token) => tokens.get(term.condition)?.includes(token)));
}

/** The step with effects that is nearest to a step, of two the earlier; null where there is none. */
export function nearestEffects({ effectSteps }: Pick<Run, "effectSteps">, step: number): number | null {
  return effectSteps.reduce<number | null>(
    (best, at) => (best === null || Math.abs(at - step) < Math.abs(best - step) ? at : best),
    null,
  );
}

/** Why there is no effect of chosen terms to be shown; empty if there is. */
export function whyNoEffect(run: Run, terms: readonly Term[]): string {
  if (run.effectSteps.length === 0) return text("No step has effects of words yet, or none were recorded.");
  if (findEffect(run.effectWords, terms) !== null) return "";
  const values = {
    words: terms.map((term) => term.text).join(" + "),
    measured: run.effectWords.map((word) => word.text).join(", "),
  };
  return terms.length > 1
    ? text(
        "The effect of {words} together was not measured, and effects don’t add up. Measured: {measured}.",
        values,
      )
    : text("The effect of {words} was not measured. Measured: {measured}.", values);
}
