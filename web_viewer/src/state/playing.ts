/** Playing: one step further, as often a second as asked for. */
import { useEffect } from "react";

import { advance, useApp, useAppStore } from "./store.ts";

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
