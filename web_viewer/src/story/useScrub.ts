/** Scrolling through a section drives the step, and the step, changed elsewhere, moves the section. */
import { type RefObject, useEffect, useRef } from "react";

import { goTo, useAppStore } from "../state/store.ts";

/** Pixels of scrolling for one step: short runs are not over at once, long ones not endless. */
export function trackLength(steps: number): number {
  return Math.max(320, Math.min(2000, steps * 26));
}

/**
 * @param steps how many steps the section walks through.
 * @returns refs of the tall track and of the stage that stays in sight while it passes.
 */
export function useScrub(steps: number): {
  track: RefObject<HTMLElement | null>;
  stage: RefObject<HTMLDivElement | null>;
} {
  const app = useAppStore();
  const track = useRef<HTMLElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  useEffect(() => {
    /** Where the stage stands within its track, in pixels, or null while it is not pinned. */
    const position = () => {
      if (!track.current || !stage.current) return null;
      const outer = track.current.getBoundingClientRect();
      const inner = stage.current.getBoundingClientRect();
      const room = outer.height - inner.height;
      if (room < 100 || getComputedStyle(stage.current).position !== "sticky") return null;
      return { passed: inner.top - outer.top, room };
    };
    let own = -1;
    /** Where the page was scrolled to by a jump: the event that tells of it drives nothing. */
    let arrived = NaN;
    const scrolled = () => {
      const jumping = Math.abs(window.scrollY - arrived) < 1;
      arrived = NaN;
      if (jumping) return;
      const at = position();
      // At either end the stage is on its way in or out: the sections beside it have the word.
      if (!at || at.passed <= 0 || at.passed >= at.room) return;
      const step = Math.min(steps - 1, Math.floor((at.passed / at.room) * steps));
      if (step === own) return;
      own = step;
      goTo(app, step, "scroll");
    };
    const jumped = () => {
      const at = position();
      if (!at || !track.current) return;
      const middle = track.current.getBoundingClientRect();
      const seen = middle.top < window.innerHeight / 2 && middle.bottom > window.innerHeight / 2;
      if (!seen) return;
      own = app.getState().step;
      const wanted = ((own + 0.5) / steps) * at.room;
      window.scrollBy({ top: wanted - at.passed, behavior: "instant" });
      arrived = window.scrollY;
    };
    /** Pin a stage that is higher than the window by its lower edge, so that all of it is seen before steps pass. */
    const pin = () => {
      if (!stage.current) return;
      track.current?.style.setProperty("--stage", `${stage.current.offsetHeight}px`);
      const header = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--header"));
      const top = Math.min(header, window.innerHeight - stage.current.offsetHeight);
      stage.current.style.setProperty("--pinned-at", `${top}px`);
    };
    const resized = new ResizeObserver(pin);
    if (stage.current) resized.observe(stage.current);
    window.addEventListener("resize", pin);
    window.addEventListener("scroll", scrolled, { passive: true });
    const unsubscribe = app.subscribe((now, before) => {
      if (now.jump !== before.jump) jumped();
    });
    return () => {
      resized.disconnect();
      window.removeEventListener("resize", pin);
      window.removeEventListener("scroll", scrolled);
      unsubscribe();
    };
  }, [app, steps]);
  return { track, stage };
}
