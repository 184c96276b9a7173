/** The address keeps the view, and a link that is opened or edited restores it. */
import { useEffect } from "react";

import { readCatalogue, writeCatalogue } from "./catalogue.ts";
import { readHash, writeHash } from "./permalink.ts";
import { showRun } from "./opening.ts";
import { type AppState, DEFAULT_VIEW, useAppStore } from "./store.ts";
import { openNamed } from "./table.ts";

/** Writing is put off a little: browsers refuse more than some hundred changes of an address in half a minute. */
const DELAY_MS = 250;

export function useAddress(): void {
  const app = useAppStore();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const write = () => {
      const { primary, table, opening } = app.getState();
      if (primary ?? (table && opening === null)) history.replaceState(null, "", hashOf(app.getState()));
    };
    const unsubscribe = app.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(write, DELAY_MS);
    });
    const read = () => {
      const { primary, compared, terms, table, openRows } = app.getState();
      if (location.hash === hashOf(app.getState())) return;
      const catalogue = table && readCatalogue(location.hash);
      if (catalogue) return app.setState({ view: "catalogue", catalogue });
      const rows = table ? rowsOf(location.hash) : [];
      if (rows.length > 0 && rows.join("\n") !== openRows.join("\n"))
        return void openNamed(app, rows, readHash(location.hash));
      if (!primary) return;
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

/** Ids of the rows of a table whose runs an address shows. */
export const rowsOf = (hash: string): readonly string[] =>
  new URLSearchParams(hash.replace(/^#/, "")).getAll("row");

/** What keeps what is shown: the rows of a table, or a run, of which row it is where a table is open. */
function hashOf(state: AppState): string {
  if (state.table && (state.view === "catalogue" || !state.primary))
    return `#${writeCatalogue(state.catalogue)}`;
  const rows = state.table ? state.openRows.map((id) => `&row=${encodeURIComponent(id)}`) : [];
  return `#${writeHash(state)}${rows.join("")}`;
}
