/** What plays by itself: a run that is opened for the first time, and on a phone a screen that is entered. */
import { useEffect } from "react";

import type { Run } from "../run/types.ts";
import { playByItself } from "../state/playing.ts";
import { show, useAppStore } from "../state/store.ts";
import { touched } from "../text/touch.ts";

/** Screens of runs that have played; once is enough. */
const played = new WeakMap<Run, Set<string>>();

/**
 * Play a screen when it is entered, unless a person chose a step, wishes for no motion, or has seen it. Whatever is pressed
 * or turned stops it.
 *
 * @param always not on phones alone.
 */
export function usePlaysItself(run: Run, screen: string | null, always: boolean): void {
  const app = useAppStore();
  useEffect(() => {
    const seen = played.get(run) ?? new Set();
    played.set(run, seen);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (screen === null || seen.has(screen) || still || app.getState().chosen) return;
    if (!always && !touched()) return;
    seen.add(screen);
    playByItself(app);
    return untilPressed(() => {
      if (!app.getState().chosen) show(app, { playing: false });
    });
  }, [app, run, screen, always]);
}

/** Calls back at the first sign of a person, but for the button and the key that pause by themselves. */
function untilPressed(stop: () => void): () => void {
  const pressed = (event: Event) => {
    const pauses =
      event instanceof KeyboardEvent
        ? event.key === " "
        : event.target instanceof Element && event.target.closest(".play");
    if (!pauses) stop();
  };
  const signs = ["pointerdown", "keydown", "wheel"] as const;
  for (const sign of signs) window.addEventListener(sign, pressed, { capture: true, passive: true });
  return () => {
    for (const sign of signs) window.removeEventListener(sign, pressed, { capture: true });
  };
}
