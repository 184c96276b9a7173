/** What words look at: which runs have it, and why it is missing where it is. */
import { text } from "../text/text.ts";
import { type Term, termsOf } from "./terms.ts";
import type { Condition, Gather, Run, StepGather } from "./types.ts";

/** The rows of terms' tokens among the gather maps of their conditioning; null where one of them has none. */
export function gatherRows(gather: Gather | null, terms: readonly Term[]): readonly number[] | null {
  const own = gather?.tokens.get(terms[0]?.condition ?? "c0") ?? [];
  const rows = terms.flatMap(({ tokens }) => tokens.map((token) => own.indexOf(token)));
  return rows.length > 0 && rows.every((row) => row >= 0) ? rows : null;
}

/** The words of a conditioning of which it was recorded what they look at. */
export function gatherTerms({ gather }: Pick<Run, "gather">, condition: Condition): readonly Term[] {
  return termsOf(condition).filter((term) => term.kind === "word" && gatherRows(gather, [term]) !== null);
}

/** The share of a word's attention that goes to each cell in a layer, mean over its tokens: [r, c]. */
export function gatherMap(
  { shape, values }: StepGather,
  layer: number,
  rows: readonly number[],
): Float32Array {
  const [, tokens, height, width] = shape;
  const cells = height * width;
  const sum = new Float32Array(cells);
  for (const row of rows) {
    const start = (layer * tokens + row) * cells;
    values.subarray(start, start + cells).forEach((value, cell) => {
      sum[cell] = (sum[cell] ?? 0) + value / rows.length;
    });
  }
  return sum;
}

/** Why there is nothing to be shown of what terms look at; empty if there is. */
export function whyNoGather(run: Run, terms: readonly Term[], layer: string | null, step: number): string {
  const [first] = terms;
  const condition = run.conditions.find(({ id }) => id === first?.condition);
  if (!first || !condition) return "";
  const words = terms.map((term) => term.text).join(" + ");
  if (gatherRows(run.gather, terms) === null) {
    const recorded = run.conditions
      .flatMap((each) => gatherTerms(run, each))
      .map((term) => term.text)
      .join(", ");
    return text("What “{words}” looks at was not recorded. Recorded: {recorded}.", { words, recorded });
  }
  if (!run.gather?.layers.includes(layer ?? ""))
    return text("What words look at was not recorded in this layer.");
  if (!run.gather.steps.get(condition.id)?.includes(step))
    return text("What words look at was not recorded at step {step}.", { step: step + 1 });
  return "";
}
