/** Pictures without words, as they are shown: what becomes of the picture without a word, in numbers and in words. */
import { useEffect, useMemo } from "react";

import { onWholeImage } from "../maths/areas.ts";
import { brightOf, shareWithin } from "../maths/halves.ts";
import { halfway } from "../maths/parting.ts";
import { resized } from "../maths/resample.ts";
import { termMap } from "../maths/words.ts";
import { wordColour } from "../drawing/colours.ts";
import { firstTermOf } from "../run/effects.ts";
import { layerName } from "../run/names.ts";
import type { Term } from "../run/terms.ts";
import type { Removals, Run } from "../run/types.ts";
import { useSeen } from "../state/store.ts";
import { percent, readable } from "../text/numbers.ts";
import { useMap, useRemovalChanges } from "./loading.ts";

/** A word that was removed, as it is shown. */
export interface RemovedWord {
  /** Its place in the run's removals. */
  readonly number: number;
  readonly text: string;
  readonly colour: string;
}

export function removedWords(run: Run): readonly RemovedWord[] {
  return (run.removals?.words ?? []).map((word, number) => {
    const term = firstTermOf(run, word);
    return { number, text: word.text, colour: wordColour(term?.index ?? number, term?.text ?? word.text) };
  });
}

/** All pictures without words, so that each is there when it is pointed at. */
export function useWithoutAll(run: Run): void {
  useEffect(() => {
    // The last one that is asked for is read first.
    for (const number of [...run.has.without.keys()].reverse())
      if (run.has.without[number]) run.image("without", number).catch(() => undefined); // its picture says why
  }, [run]);
}

/** Where the final picture changes without a word. */
export interface Change {
  /** [h, w], 0 where the change is not above the noise floor; undefined while it is read, or where there is none. */
  readonly values: Float32Array | undefined;
  readonly grid: readonly [number, number] | undefined;
  /** The largest of any word. */
  readonly largest: number;
  readonly floor: number | null;
  readonly error: string | null;
}

/** @param number of the word; null for none. */
export function useChange(run: Run, number: number | null): Change {
  const { value, error } = useRemovalChanges(run);
  const largest = useMemo(
    () => Math.max(0, ...(value?.words ?? []).map((map) => map.reduce((most, v) => Math.max(most, v), 0))),
    [value],
  );
  return {
    values: number === null ? undefined : value?.words[number],
    grid: value?.grid,
    largest,
    floor: value?.floor ?? null,
    error: error ?? value?.problem?.message ?? null,
  };
}

/** What the moment is that `fateOf` names. */
export const ANOTHER_WAY =
  "It goes another way where the two guesses are at least half as far apart as at the end.";

/** What becomes of the picture without a word, in one sentence. */
export function fateOf(
  { removals, sigmas, steps }: Pick<Run, "removals" | "sigmas" | "steps">,
  { number, text }: RemovedWord,
  values: Float32Array | undefined,
): string {
  const closeness = removals?.closeness[number] ?? [];
  const word = `Without “${text}” the picture`;
  if (values?.every((value) => value === 0))
    return `${word} stays the same: no change is above the noise floor.`;
  if (closeness.every((value) => value === null)) return `${word} changes; from when on was not recorded.`;
  const step = halfway(closeness);
  if (step === null) return `${word} changes, but goes the same way to the end.`;
  const level = sigmas?.[step];
  const noise = level === undefined ? "" : ` (noise ${readable(level)})`;
  return `${word} goes another way from step ${String(step + 1)} of ${String(steps)} on${noise}.`;
}

/** How words were removed, in one sentence. */
export function howRemoved({ kind, layers, sigmaStart, sigmaEnd }: Removals, run: Run): string {
  if (kind === "text")
    return "Each word was left out of the text before it was encoded, so the embeddings of other words changed too.";
  const left = run.layers.filter(({ type, name }) => type === "cross" && !layers.includes(name));
  const but = left.length > 0 ? ` (not in ${left.map(layerName).join(", ")})` : "";
  const bounds = [
    ...(sigmaStart === null ? [] : [`at most ${readable(sigmaStart)}`]),
    ...(sigmaEnd === null ? [] : [`at least ${readable(sigmaEnd)}`]),
  ];
  const when = bounds.length > 0 ? `, while the noise level was ${bounds.join(" and ")}` : "";
  const where = `${String(layers.length)} cross-attention ${layers.length === 1 ? "layer" : "layers"}`;
  return `The word got no attention in ${where}${but}${when}. The other words kept what the text encoder put into them.`;
}

/**
 * How much of the change lies where the word had attention (at least half of its map's range), in the chosen layer at a step, in one sentence; empty
 * where there is no map of it.
 */
export function useWithin(run: Run, number: number | null, step: number, change: Change): string {
  const layer = useSeen((s) => s.layer);
  const term = useMemo((): Term | undefined => {
    const word = number === null ? undefined : run.removals?.words[number];
    return word && firstTermOf(run, word);
  }, [run, number]);
  const map = useMap(term ? run : null, layer, step, term?.condition);
  return useMemo(() => {
    const removed = number === null ? undefined : run.removals?.words[number];
    const shown = run.layers.find(({ id }) => id === layer);
    if (!removed || !term || !map.value || !shown || !change.values || !change.grid) return "";
    const condition = run.conditions.find(({ id }) => id === term.condition);
    const tokens = removed.tokens.get(term.condition) ?? [];
    const attention = onWholeImage(run, condition, termMap(map.value, tokens), map.value.entry.grid);
    const bright = brightOf(resized(attention.values, attention.grid, change.grid));
    const share = shareWithin(change.values, bright);
    const area = bright.filter(Boolean).length / bright.length;
    if (share === null || area === 0) return "";
    return (
      `${percent(share)} of the change is where the model looked for it, which is ${percent(area)} of the picture ` +
      `(at least half of the map’s range, ${layerName(shown)}, step ${String(step + 1)}).`
    );
  }, [run, number, step, layer, term, map.value, change.values, change.grid]);
}
