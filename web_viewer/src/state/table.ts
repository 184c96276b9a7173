/** Opening a table of runs, and the runs of its rows. */
import { textOf } from "../bytes/values.ts";
import type { TablePlace } from "../dataset/table/place.ts";
import { RunTable } from "../dataset/table/table.ts";
import { ReadError } from "../run/errors.ts";
import { type Catalogue, readCatalogue, WHOLE, writeCatalogue } from "./catalogue.ts";
import { openAll } from "./opening.ts";
import { type AppStore, show, type ViewState } from "./store.ts";

/** More runs are not opened at once: pictures of more are too small to compare. */
export const MOST_OPEN = 24;

/** Open a table, shown as the address says. @throws ReadError */
export async function openTable(app: AppStore, place: TablePlace, hash: string): Promise<void> {
  const table = await RunTable.open(place);
  const shown = { view: "catalogue" as const, catalogue: readCatalogue(hash) ?? WHOLE };
  const none = { runs: [], primary: null, compared: null, opening: null, notices: [] };
  app.setState({ ...shown, ...none, table, picked: new Set(), active: null, openRows: [] });
}

export function showCatalogue(app: AppStore, change: Partial<Catalogue>): void {
  app.setState(({ catalogue }) => ({ catalogue: { ...catalogue, ...change } }));
}

/** Take rows in or out of those that are picked; without `add` they alone are. */
export function pick(app: AppStore, rows: Iterable<number>, picked = true, add = true): void {
  app.setState((state) => {
    const now = new Set(add ? state.picked : []);
    for (const row of rows) {
      if (picked) now.add(row);
      else now.delete(row);
    }
    return { picked: now };
  });
}

/** Open the runs of rows; the browser's Back leads to the table again. */
export async function openRows(app: AppStore, rows: readonly number[]): Promise<void> {
  const hash = `#${writeCatalogue(app.getState().catalogue)}`;
  const shown = await replaceRuns(app, rows.slice(0, MOST_OPEN), {
    view: rows.length > 2 ? "grid" : "workbench",
  });
  if (!shown) return;
  history.replaceState(null, "", hash);
  history.pushState(null, "", hash); // becomes the address of what is shown now
}

/** Open the runs that an address names by their ids. */
export async function openNamed(
  app: AppStore,
  ids: readonly string[],
  view: Partial<ViewState>,
): Promise<void> {
  const { table } = app.getState();
  const rows = table ? await Promise.all(ids.slice(0, MOST_OPEN).map((id) => table.rowOf(id))) : [];
  const known = rows.filter((row) => row !== null);
  if (known.length > 0) await replaceRuns(app, known, view);
}

/** Open the runs of rows in place of those that are open: one alone, two beside each other. Whether one could be opened. */
async function replaceRuns(
  app: AppStore,
  rows: readonly number[],
  view: Partial<ViewState>,
): Promise<boolean> {
  const { table } = app.getState();
  if (!table) return false;
  const values = await table.values("id");
  const ids = rows.map((row) => textOf(values, row) ?? "");
  const all = ids.join(", ");
  show(app, { opening: all });
  try {
    const sources = await Promise.all(rows.map((row) => table.source(row)));
    app.setState({ runs: [], primary: null, compared: null, active: rows[0] ?? null });
    await openAll(app, sources, { view: "workbench", ...view });
  } catch (error) {
    const { path, reason } = ReadError.from(error, "unreachable", all);
    const problem = { rule: "unreadable", where: path, message: reason, severity: "error" as const };
    show(app, { opening: null, notices: [{ name: all, problems: [problem], failed: true }] });
  }
  const opened = app.getState().primary !== null;
  app.setState(opened ? { openRows: ids } : { openRows: [], view: "catalogue" });
  return opened;
}
