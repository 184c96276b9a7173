/** What can be chosen of a prompt in a panel: its words, or its tags. */
import { looksLikeTags, tagsOf } from "../run/tags.ts";
import { sameTerm, type Term, type TermRef, termsOf } from "../run/terms.ts";
import { asCompared } from "../run/typed.ts";
import type { Condition, Run } from "../run/types.ts";

/** A word, or a tag with its words; its number is that of its first word. */
export interface Part extends Term {
  readonly words: readonly number[];
}

/** Whether a person's choice or, without one, the prompt itself makes its parts tags. */
export function areTags(run: Run, chosen: boolean | null): boolean {
  const [prompt] = run.conditions;
  return chosen ?? (prompt !== undefined && looksLikeTags(tagsOf(prompt)));
}

export function partsOf(condition: Condition, tags: boolean): readonly Part[] {
  const words = termsOf(condition).filter(({ kind }) => kind === "word");
  if (!tags) return words.map((word) => ({ ...word, words: [word.index] }));
  return tagsOf(condition).flatMap(({ text, words: of }) => {
    const own = words.filter(({ index }) => of.includes(index));
    const [first] = own;
    return first ? [{ ...first, text, words: of, tokens: own.flatMap(({ tokens }) => tokens) }] : [];
  });
}

/** The parts of all prompts of a run. */
export const allParts = (run: Run, tags: boolean): readonly Part[] =>
  run.conditions.flatMap((condition) => partsOf(condition, tags));

/** The part that a word belongs to. */
export function partWith(parts: readonly Part[], ref: TermRef): Part | undefined {
  return parts.find((part) => part.condition === ref.condition && part.words.includes(ref.index));
}

/** What was chosen of a run, in another one: the parts of the same texts. */
export function stillChosen(
  from: readonly Part[],
  to: readonly Part[],
  chosen: readonly TermRef[],
): readonly Part[] {
  const kept = from.filter((part) => chosen.some((ref) => sameTerm(part, ref)));
  return kept.flatMap(
    ({ condition, text }) =>
      to.find((part) => part.condition === condition && asCompared(part.text) === asCompared(text)) ?? [],
  );
}
