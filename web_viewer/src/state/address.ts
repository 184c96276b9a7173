/** The address keeps the view, and a link that is opened or edited restores it. */
import { useEffect } from "react";

import { readHash, writeHash } from "./permalink.ts";
import { showRun } from "./opening.ts";
import { useApp } from "./store.ts";

/** Writing is put off a little: browsers refuse more than some hundred changes of an address in half a minute. */
const DELAY_MS = 250;

export function useAddress(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      if (useApp.getState().primary) history.replaceState(null, "", `#${writeHash(useApp.getState())}`);
    };
    const unsubscribe = useApp.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, DELAY_MS);
    });
    const read = () => {
      const { primary, compared } = useApp.getState();
      if (primary && location.hash !== `#${writeHash(useApp.getState())}`)
        showRun(primary, compared, readHash(location.hash));
    };
    window.addEventListener("hashchange", read);
    return () => {
      unsubscribe();
      clearTimeout(timer);
      window.removeEventListener("hashchange", read);
    };
  }, []);
}
