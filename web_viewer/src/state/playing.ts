/** Playing: one step further, as often a second as asked for. */
import { useEffect } from "react";

import { type AppStore, goTo, useApp, useAppStore } from "./store.ts";

export function usePlayback(): void {
  const app = useAppStore();
  const playing = useApp((s) => s.playing && s.primary !== null);
  const speed = useApp((s) => (s.view === "story" ? storySpeed(s.primary?.steps ?? 1) : s.speed));
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      advance(app);
    }, 1000 / speed);
    return () => {
      clearInterval(timer);
    };
  }, [app, playing, speed]);
}

/** How long the story plays a run, in seconds, however many steps it has. */
const STORY_S = 5;

/** Steps a second; no faster than a picture can be seen, nor slower than it is worth to wait for. */
function storySpeed(steps: number): number {
  return Math.max(2, Math.min(24, steps / STORY_S));
}

/** One step further while playing: from the last to the first, or the end of playing. The story is told once. */
export function advance(app: AppStore): void {
  const { primary, step, loop, view } = app.getState();
  if (!primary) return;
  if (step + 1 < primary.steps) goTo(app, step + 1, "story");
  else if (loop && view !== "story") goTo(app, 0, "story");
  else app.setState({ playing: false });
}

/** Play from the first step, though nobody asked for it. */
export function playByItself(app: AppStore): void {
  goTo(app, 0, "story");
  app.setState({ playing: true });
}

/** Begin to play (from the first step if it stands at the last one), or pause. */
export function togglePlaying(app: AppStore): void {
  const { playing, primary, step } = app.getState();
  if (!playing && primary && step === primary.steps - 1) goTo(app, 0);
  app.setState({ playing: !playing, chosen: true });
}
