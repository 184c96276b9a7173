/** What can be shown of words. */
import { hasEffects } from "./effects.ts";
import type { Run } from "./types.ts";

/**
 * Where the model looks for a word, what its guess changes without it, both beside each other, or which places the word
 * looks at.
 */
export const SOURCES = ["attention", "effect", "both", "gather"] as const;
export type Source = (typeof SOURCES)[number];

/** What a run has of these; attention always. */
export function sourcesOf(run: Pick<Run, "effectWords" | "gather">): readonly Source[] {
  const needs = {
    attention: true,
    effect: hasEffects(run),
    both: hasEffects(run),
    gather: run.gather !== null,
  };
  return SOURCES.filter((source) => needs[source]);
}
