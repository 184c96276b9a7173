/** After a run the panel plays once by itself, and rests at the step that tells most. */
import { useCallback, useEffect, useRef, useState } from "react";

import { isFlow } from "../run/prediction.ts";
import { goTo, useAppStore } from "../state/store.ts";
import type { LiveRun } from "./liveRun.ts";

/** How long a pass is played, in milliseconds, however many steps it has. */
const LENGTH_MS = 3000;

/**
 * The step where noisy and predicted picture differ most clearly while the thing can be recognised: the one whose noise
 * level is nearest to half of the way from the first to the last, on a log scale unless they are parts of noise (a flow);
 * without noise levels, half of the steps.
 */
export function restStep(sigmas: readonly number[] | null, steps: number, flow = false): number {
  const levels = (sigmas ?? []).map((sigma) => (flow ? sigma : Math.log(Math.max(sigma, 1e-9))));
  const known = (sigmas ?? []).flatMap((sigma, step) => (sigma > 0 ? step : []));
  const [first, last] = [levels[known[0] ?? -1], levels[known.at(-1) ?? -1]];
  if (first === undefined || last === undefined || first === last) return Math.floor((steps - 1) / 2);
  const away = (step: number) => Math.abs((levels[step] ?? 0) - (first + last) / 2);
  return known.reduce((best, step) => (away(step) < away(best) ? step : best));
}

/**
 * Plays a pass that ended while this panel watched it, unless that is not `wanted`, and rests.
 *
 * @returns whether it plays, and how to stop it.
 */
export function usePlayOnce(run: LiveRun | null, wanted: boolean): readonly [boolean, () => void] {
  const app = useAppStore();
  const [playing, setPlaying] = useState(false);
  const stop = useCallback(() => {
    setPlaying(false);
  }, []);
  const newest = useRef(run);
  useEffect(() => {
    newest.current = run;
  });
  /** Over when the panel was made, as after F5: nobody waits for it. */
  const old = useRef<string | null | undefined>(undefined);
  const id = run?.pass.id ?? null;
  const complete = run?.pass.state === "complete";
  const waiting = run !== null && run.known.length < run.pass.steps_planned;
  useEffect(() => {
    if (old.current === undefined) old.current = complete ? id : null;
    const { current } = newest;
    if (!complete || !current) return;
    const { playing: played, step } = app.getState();
    if (played || step < current.steps - 1) return; // the person looks at something
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (id !== old.current && wanted && !still) setPlaying(true);
    else goTo(app, restStep(current.sigmas, current.steps, isFlow(current)));
  }, [app, id, complete, wanted]);
  useEffect(() => {
    if (!playing || waiting) return;
    const begun = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      const { current } = newest;
      if (!current) return;
      const step = Math.floor(((now - begun) / LENGTH_MS) * current.steps);
      if (step < current.steps) {
        goTo(app, step);
        frame = requestAnimationFrame(next);
        return;
      }
      goTo(app, restStep(current.sigmas, current.steps, isFlow(current)));
      setPlaying(false);
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [app, playing, waiting]);
  return [playing, stop];
}
