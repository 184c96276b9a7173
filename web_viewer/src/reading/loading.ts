/** Hooks that read from a run: what the cache holds at once, what it lacks as soon as it is there. */
import { useEffect, useReducer, useRef } from "react";

import type {
  AttentionMap,
  GuidanceMap,
  ImageKind,
  Latents,
  Run,
  StepEffects,
  StepGather,
  WordChanges,
} from "../run/types.ts";

export interface Loaded<T> {
  /** Undefined while it is being read, or when it can't be. */
  readonly value: T | undefined;
  readonly error: string | null;
}

const NOTHING = { value: undefined, error: null } as const;

/** Ask `peek` on each rendering; where it has nothing, `load` and render again. `key` names what is asked for. */
function useLoaded<T>(
  key: string | null,
  peek: () => T | undefined,
  load: () => Promise<unknown>,
): Loaded<T> {
  const [, again] = useReducer((n: number) => n + 1, 0);
  const failed = useRef<{ key: string; error: string } | null>(null);
  const loading = useRef(load);
  const value = key === null ? undefined : peek();
  const missing = key !== null && value === undefined;
  useEffect(() => {
    loading.current = load;
  });
  useEffect(() => {
    if (!missing || failed.current?.key === key) return;
    let wanted = true;
    loading.current().then(
      () => {
        if (wanted) again();
      },
      (error: unknown) => {
        if (!wanted) return;
        failed.current = { key, error: error instanceof Error ? error.message : String(error) };
        again();
      },
    );
    return () => {
      wanted = false;
    };
  }, [key, missing]);
  if (key === null) return NOTHING;
  // eslint-disable-next-line react-hooks/refs -- read for the very key it was written for, never to decide what to load
  return { value, error: failed.current?.key === key ? failed.current.error : null };
}

/** A map of a layer at a step, of condition c0 and of the mean over heads unless asked otherwise. */
export function useMap(
  run: Run | null,
  layer: string | null,
  step: number,
  condition = "c0",
  head: number | null = null,
): Loaded<AttentionMap> & { readonly listed: boolean } {
  const entry = run && layer !== null ? run.mapEntry(layer, step, condition, head) : undefined;
  const loaded = useLoaded(
    run && entry ? `${run.key} ${entry.path}` : null,
    () => (run && entry ? run.peekMap(entry) : undefined),
    () => (run && entry ? run.map(entry) : Promise.resolve()),
  );
  return { ...loaded, listed: entry !== undefined };
}

/** @param number of the step, or of the word that was removed. */
export function useImage(run: Run | null, kind: ImageKind, number: number): Loaded<ImageBitmap> {
  const listed = run && { latent: run.has.images, x0: run.has.x0Images, without: run.has.without }[kind];
  return useLoaded(
    run && listed?.[number] ? `${run.key} ${kind} ${String(number)}` : null,
    () => run?.peekImage(kind, number),
    () => run?.image(kind, number) ?? Promise.resolve(),
  );
}

const arrays = new WeakMap<Run, Latents>();

/** The arrays of latents_noise_fp16.npz. */
export function useLatents(run: Run | null): Loaded<Latents> {
  return useLoaded(
    run?.has.latents ? `${run.key} latents` : null,
    () => (run ? arrays.get(run) : undefined),
    async () => {
      const read = await run?.latents();
      if (run && read) arrays.set(run, read);
      else throw new Error("The run has no readable latents_noise_fp16.npz.");
    },
  );
}

const guidance = new WeakMap<Run, Map<number, GuidanceMap | null>>();

/** |ε_text - ε_uncond| by latent cell; null where the step did not evaluate both sides. */
export function useGuidanceMap(run: Run | null, step: number): Loaded<GuidanceMap | null> {
  return useLoaded(
    run?.has.guidanceMaps ? `${run.key} guidance ${String(step)}` : null,
    () => (run ? guidance.get(run)?.get(step) : undefined),
    async () => {
      if (!run) return;
      const read = await run.guidanceMap(step);
      guidance.set(run, (guidance.get(run) ?? new Map<number, GuidanceMap | null>()).set(step, read));
    },
  );
}

/** The effects of words at a step that has some. */
export function useEffectsAt(run: Run | null, step: number | null): Loaded<StepEffects> {
  return useLoaded(
    run && step !== null ? `${run.key} effects ${String(step)}` : null,
    () => (step === null ? undefined : run?.peekEffects(step)),
    () => (step === null ? undefined : run?.effects(step)) ?? Promise.resolve(),
  );
}

/** What tokens of a conditioning look at, at a step that has it. */
export function useGatherAt(run: Run | null, step: number, condition: string): Loaded<StepGather> {
  return useLoaded(
    run && `${run.key} gather ${condition} ${String(step)}`,
    () => run?.peekGather(step, condition),
    () => run?.gatherAt(step, condition) ?? Promise.resolve(),
  );
}

const changes = new WeakMap<Run, WordChanges | null>();

/** What changes in the final latent without each word; null where that is not listed. */
export function useRemovalChanges(run: Run): Loaded<WordChanges | null> {
  return useLoaded(
    run.removals ? `${run.key} removals` : null,
    () => changes.get(run),
    async () => changes.set(run, await run.removalChanges()),
  );
}
