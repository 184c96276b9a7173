/** The address keeps the view, and a link that is opened or edited restores it. */
import { useEffect } from "react";

import { readHash, writeHash } from "./permalink.ts";
import { showRun } from "./opening.ts";
import { DEFAULT_VIEW, useAppStore } from "./store.ts";

/** Writing is put off a little: browsers refuse more than some hundred changes of an address in half a minute. */
const DELAY_MS = 250;

export function useAddress(): void {
  const app = useAppStore();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      if (app.getState().primary) history.replaceState(null, "", `#${writeHash(app.getState())}`);
    };
    const unsubscribe = app.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, DELAY_MS);
    });
    const read = () => {
      const { primary, compared, terms } = app.getState();
      if (!primary || location.hash === `#${writeHash(app.getState())}`) return;
      // What a link leaves out is at its default, whatever was shown here before.
      showRun(app, primary, compared, { ...DEFAULT_VIEW, terms, ...readHash(location.hash) });
    };
    window.addEventListener("hashchange", read);
    return () => {
      unsubscribe();
      clearTimeout(timer);
      window.removeEventListener("hashchange", read);
    };
  }, [app]);
}
