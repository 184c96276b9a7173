/** Playing: one step further, as often a second as asked for. */
import { useEffect } from "react";

import { type AppStore, goTo, useApp, useAppStore } from "./store.ts";

export function usePlayback(): void {
  const app = useAppStore();
  const playing = useApp((s) => s.playing && s.primary !== null);
  const speed = useApp((s) => s.speed);
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

/** One step further while playing: from the last to the first, or the end of playing. */
export function advance(app: AppStore): void {
  const { primary, step, loop } = app.getState();
  if (!primary) return;
  if (step + 1 < primary.steps) goTo(app, step + 1);
  else if (loop) goTo(app, 0);
  else app.setState({ playing: false });
}

/** Begin to play (from the first step if it stands at the last one), or pause. */
export function togglePlaying(app: AppStore): void {
  const { playing, primary, step } = app.getState();
  if (!playing && primary && step === primary.steps - 1) goTo(app, 0);
  app.setState({ playing: !playing });
}
