/** Effects of words: which were measured, and the maps of one step. */
import type { Content } from "./content.ts";
import { safePath } from "./paths.ts";
import { asInt, asList, asObject, asSizes, asText } from "../run/untrusted.ts";
import { readFloat16 } from "./values.ts";
import type { EffectWord, Problem, Run, RunSource, StepEffects, WordChanges } from "../run/types.ts";

/** A file of what changes without each word, [words + 1, h, w]; of a step, or of the final picture. */
export interface ChangesFile {
  readonly path: string;
  readonly shape: readonly [number, number, number];
}

/** The list of words as it is stored. */
export function readEffectWords(words: unknown): readonly EffectWord[] {
  return asList(words)
    .map(asObject)
    .map((word) => ({
      text: asText(word.text) ?? "",
      tokens: new Map(
        Object.entries(asObject(word.tokens)).map(([condition, tokens]) => [
          condition,
          asList(tokens).flatMap((token) => asInt(token) ?? []),
        ]),
      ),
    }));
}

export function readEffectKind(kind: unknown): Run["effectKind"] {
  return kind === "text" ? "text" : "attention";
}

/** By step, in rising order; of several for one step, the first counts. Files that can't hold these words are left out. */
export function effectFiles({ metadata }: Content, words: number): ReadonlyMap<number, ChangesFile> {
  const found = new Map<number, ChangesFile>();
  for (const { path, step, shape } of asList(metadata.effect_files).map(asObject)) {
    const [count, rows, columns, ...more] = asSizes(shape) ?? [];
    const at = asInt(step);
    if (!safePath(path) || at === null || found.has(at) || more.length > 0) continue;
    if (words > 0 && count === words + 1 && rows !== undefined && columns !== undefined)
      found.set(at, { path, shape: [count, rows, columns] });
  }
  return new Map([...found].sort(([a], [b]) => a - b));
}

/** @throws ReadError as readFloat16. */
export async function readEffects(source: RunSource, step: number, file: ChangesFile): Promise<StepEffects> {
  return { step, ...(await readChanges(source, file, "effect-values")) };
}

/**
 * Maps of what changes without each word, whose last one is the noise floor.
 *
 * @param rule that values break which are negative or not finite.
 * @throws ReadError as readFloat16.
 */
export async function readChanges(
  source: RunSource,
  { path, shape }: ChangesFile,
  rule: string,
): Promise<WordChanges> {
  const [count, rows, columns] = shape;
  const values = await readFloat16(source, path, shape);
  let broken = 0;
  values.forEach((value, i) => {
    if (value >= 0 && value < Infinity) return;
    broken++;
    values[i] = 0;
  });
  const cells = rows * columns;
  const mapOf = (number: number) => values.subarray(number * cells, (number + 1) * cells);
  const floor = mapOf(count - 1).reduce((most, value) => Math.max(most, value), 0);
  const words = Array.from({ length: count - 1 }, (_, number) =>
    mapOf(number).map((value) => (value > floor ? value : 0)),
  );
  const message = `${broken} values are negative, NaN or infinite, shown as 0; expected at least 0`;
  const problem: Problem | null = broken > 0 ? { rule, where: path, message, severity: "error" } : null;
  return { grid: [rows, columns], words, floor, problem };
}
