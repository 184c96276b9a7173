/** What words look at: of which tokens and layers that was recorded, and the maps of one step. */
import type { Content } from "./content.ts";
import { safePath } from "./paths.ts";
import type { Gather, Problem, RunSource, StepGather } from "../run/types.ts";
import { asInt, asList, asObject, asSizes, asText } from "../run/untrusted.ts";
import { readFloat16 } from "./values.ts";

/** A file of gather maps of a step. */
export interface GatherFile {
  readonly path: string;
  readonly step: number;
  readonly condition: string;
  /** [layers, tokens, r, c]. */
  readonly shape: readonly [number, number, number, number];
}

/** Sums of float16 values may lie this far above 1. */
const ROUNDING = 1e-3;

/** As stated; what is no token stands as -1, what is no layer as "", so that the places of the others are theirs. */
export function statedGather({ metadata }: Content): Pick<Gather, "tokens" | "layers"> {
  const stated = asObject(metadata.gather);
  return {
    tokens: new Map(
      Object.entries(asObject(stated.tokens)).map(([condition, tokens]) => [
        condition,
        asList(tokens).map((token) => asInt(token) ?? -1),
      ]),
    ),
    layers: asList(stated.layers).map((layer) => asText(layer) ?? ""),
  };
}

/** By step and condition; of several for one place, the first counts. Files that can't hold these maps are left out. */
export function gatherFiles(content: Content, steps: number): ReadonlyMap<string, GatherFile> {
  const { tokens, layers } = statedGather(content);
  const found = new Map<string, GatherFile>();
  for (const entry of asList(content.metadata.gather_files).map(asObject)) {
    const [depth, count, rows, columns, ...more] = asSizes(entry.shape) ?? [];
    const [path, step] = [entry.path, asInt(entry.step)];
    const condition = entry.condition === undefined ? "c0" : asText(entry.condition);
    if (!safePath(path) || step === null || step >= steps || condition === null || more.length > 0) continue;
    const place = placeOf(step, condition);
    if (count === undefined || rows === undefined || columns === undefined || found.has(place)) continue;
    if (depth !== layers.length || count !== tokens.get(condition)?.length) continue;
    found.set(place, { path, step, condition, shape: [depth, count, rows, columns] });
  }
  return found;
}

export const placeOf = (step: number, condition: string): string => `${condition} ${String(step)}`;

/** Null where there are no maps. */
export function readGather(content: Content, files: ReadonlyMap<string, GatherFile>): Gather | null {
  if (files.size === 0) return null;
  const { tokens, layers } = statedGather(content);
  const steps = new Map<string, number[]>();
  for (const { step, condition } of files.values())
    steps.set(
      condition,
      [...(steps.get(condition) ?? []), step].sort((a, b) => a - b),
    );
  return { tokens, layers, steps };
}

/** Gather maps of a step; values that are no shares become 0, and the maps say so. @throws ReadError as readFloat16. */
export async function readStepGather(source: RunSource, file: GatherFile): Promise<StepGather> {
  const { path, step, condition, shape } = file;
  const values = await readFloat16(source, path, shape);
  let broken = 0;
  values.forEach((value, i) => {
    if (value >= 0 && value <= 1 + ROUNDING) return;
    broken++;
    values[i] = 0;
  });
  const message = `${String(broken)} values are not from 0 to 1, shown as 0; expected shares`;
  const problem: Problem | null =
    broken > 0 ? { rule: "gather-values", where: path, message, severity: "error" } : null;
  return { step, condition, shape, values, problem };
}
