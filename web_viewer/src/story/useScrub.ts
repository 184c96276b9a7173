/** Scrolling through a section drives the step, until a person chooses one. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "react";

import { goTo, useApp, useAppStore } from "../state/store.ts";

/** Pixels of scrolling for one step. */
export const STEP_PX = 60;
/** Where a stage fits into the window, and a finger does not throw the page about. */
const ROOM = "(min-width: 900px) and (min-height: 640px) and (pointer: fine)";

interface Scrub {
  readonly track: RefObject<HTMLElement | null>;
  readonly stage: RefObject<HTMLDivElement | null>;
  /** Pixels that the track is longer than its stage. */
  readonly length: number;
}

/**
 * @param steps how many steps the section walks through; 0 for none.
 * @returns refs of the tall track and of the stage that stays in sight while it passes.
 */
export function useScrub(steps: number): Scrub {
  const app = useAppStore();
  const chosen = useApp((s) => s.chosen);
  const track = useRef<HTMLElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const roomy = useSyncExternalStore(followRoom, () => matchMedia(ROOM).matches);
  const length = chosen || !roomy ? 0 : steps * STEP_PX;
  useEffect(() => {
    if (length === 0) return;
    const scrolled = () => {
      if (!track.current || !stage.current) return;
      const passed = stage.current.getBoundingClientRect().top - track.current.getBoundingClientRect().top;
      const { step, playing } = app.getState();
      // The wheel leaps over either end.
      const wanted = Math.max(0, Math.min(steps - 1, Math.floor(passed / STEP_PX)));
      if (!playing && wanted !== step) goTo(app, wanted, "story");
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      window.removeEventListener("scroll", scrolled);
    };
  }, [app, steps, length]);
  useSteady(stage, track, length);
  return { track, stage, length };
}

function followRoom(changed: () => void): () => void {
  const query = matchMedia(ROOM);
  query.addEventListener("change", changed);
  return () => {
    query.removeEventListener("change", changed);
  };
}

/** When the track is no longer needed, what is seen stays where it is on the screen. */
function useSteady(stage: Scrub["stage"], track: Scrub["track"], length: number): void {
  const app = useAppStore();
  const before = useRef<{ readonly element: Element; readonly top: number } | null>(null);
  useEffect(
    () =>
      app.subscribe((now, old) => {
        if (!now.chosen || old.chosen || !stage.current) return;
        const inSight = stage.current.getBoundingClientRect().bottom > 0;
        const element = inSight ? stage.current : track.current?.nextElementSibling;
        before.current = element ? { element, top: element.getBoundingClientRect().top } : null;
      }),
    [app, stage, track],
  );
  useLayoutEffect(() => {
    if (!before.current) return;
    const { element, top } = before.current;
    before.current = null;
    // The browser's own way of keeping things in place would do it a second time.
    const root = document.documentElement;
    root.style.overflowAnchor = "none";
    window.scrollBy({ top: element.getBoundingClientRect().top - top, behavior: "instant" });
    requestAnimationFrame(() => requestAnimationFrame(() => root.style.removeProperty("overflow-anchor")));
  }, [length]);
}
