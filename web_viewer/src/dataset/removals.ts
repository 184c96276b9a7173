/** Removals: the words without each of which the prompt was sampled again, and the file of what that changes. */
import type { Content } from "./content.ts";
import { type ChangesFile, readEffectWords } from "./effects.ts";
import { safePath } from "./paths.ts";
import type { Metrics, Removals } from "../run/types.ts";
import { asList, asNumber, asObject, asSizes, asText } from "../run/untrusted.ts";

const CLOSENESS = "removal_x0_cosine";

/** Null where there are none, or where the run does not say how the words were removed. */
export function readRemovals(content: Content, { words: byStep }: Metrics, steps: number): Removals | null {
  const stated = asObject(content.metadata.removals);
  const { kind } = stated;
  const words = readEffectWords(stated.words);
  if ((kind !== "attention" && kind !== "text") || words.length === 0) return null;
  const rows = byStep.get(CLOSENESS);
  const closeness = Array.from({ length: words.length + 1 }, (_, number) =>
    Array.from({ length: steps }, (__, step) => rows?.[step]?.[number] ?? null),
  );
  return {
    kind,
    words,
    prompts: words.map((_, i) => asText(asList(stated.prompts)[i]) ?? ""),
    layers: asList(stated.layers).flatMap((layer) => asText(layer) ?? []),
    sigmaStart: asNumber(stated.sigma_start),
    sigmaEnd: asNumber(stated.sigma_end),
    closeness,
    changes: changesFile(content) !== null,
  };
}

/** Null where the file is not listed, or can't hold these words. */
export function changesFile({ metadata }: Content): ChangesFile | null {
  const words = asList(asObject(metadata.removals).words).length;
  const [{ path, shape } = {}] = asList(metadata.removal_files).map(asObject);
  const [count, rows, columns, ...more] = asSizes(shape) ?? [];
  if (!safePath(path) || rows === undefined || columns === undefined || more.length > 0) return null;
  return words > 0 && count === words + 1 ? { path, shape: [count, rows, columns] } : null;
}
