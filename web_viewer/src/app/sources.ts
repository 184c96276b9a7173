/** From what a person opens to sources of runs; what can't be opened is told as a notice. */
import presets from "../../../presets/presets.json";
import { ReadError } from "../run/errors.ts";
import { embeddedSource, scriptSource } from "../dataset/sources/embedded.ts";
import { runsIn } from "../dataset/sources/folder.ts";
import { httpSource } from "../dataset/sources/http.ts";
import { droppedItems, type Item, pickedItems } from "../dataset/sources/items.ts";
import { remoteTable, RUNS_FILE, tableIn } from "../dataset/table/place.ts";
import type { Run, RunSource } from "../run/types.ts";
import { rowsOf } from "../state/address.ts";
import { firstTerms } from "../state/firstLook.ts";
import { addAll, openAll, showRun } from "../state/opening.ts";
import { readHash } from "../state/permalink.ts";
import { type AppStore, show, type ViewState } from "../state/store.ts";
import { openNamed, openTable } from "../state/table.ts";
import { rememberedTheme } from "../state/theme.ts";

declare global {
  /** Names of the runs that a page which holds its data opens at once. */
  var diffulizerOpen:
    { readonly run: string; readonly compare?: string; readonly others?: readonly string[] } | undefined;
}

/** Whether the page holds its data, as a report does: it has no examples beside it. */
export const holdsRuns = (): boolean => globalThis.diffulizerOpen !== undefined;

/** The examples, and the two whose prompts differ by one word. */
export const PROMPTS: Readonly<Record<string, string>> = presets.prompts;
const PAIR: readonly string[] = presets.pair;
/** What both of the pair show, and what is pointed at first: words 2 and 3 of "a red circle above a blue square …". */
const RED_CIRCLE = [1, 2].map((index) => ({ condition: "c0", index }));

/** The examples that a viewer has open, by name. */
const examples = new WeakMap<AppStore, ReadonlyMap<string, Run>>();

/**
 * Show an example from its beginning; one of the pair beside the other. They come as scripts, which a page opened from a file may
 * load, too.
 */
export async function openExample(
  app: AppStore,
  name = PAIR[0] ?? "",
  view: Partial<ViewState> = {},
): Promise<void> {
  const paired = PAIR.includes(name);
  const others = paired ? PAIR.filter((other) => other !== name) : [];
  const open = async (one: string): Promise<Run | null> => {
    const known = examples.get(app) ?? new Map<string, Run>();
    const [run = null] = known.has(one)
      ? [known.get(one)]
      : await addAll(app, [await presetSource(one)], view);
    if (run) examples.set(app, new Map([...known, [one, run]]));
    return run;
  };
  await attempt(app, "the examples", async () => {
    const run = await open(name);
    if (!run) return;
    app.setState({ step: 0, chosen: false });
    showRun(app, run, null, { terms: paired ? RED_CIRCLE : firstTerms(run), theirs: [], ...view });
    window.scrollTo({ top: 0, behavior: "instant" });
    // The other one comes when the first picture is there.
    for (const beside of others) {
      const other = await open(beside);
      if (app.getState().primary === run) show(app, { compared: other });
    }
  });
}

function presetSource(name: string): Promise<RunSource> {
  return scriptSource(name, `presets/${name}.js`);
}

/** Runs in folders of web servers: the first is shown, the second compared with it. */
export async function openAddresses(
  app: AppStore,
  addresses: readonly string[],
  view: Partial<ViewState> = {},
): Promise<void> {
  await open(app, addresses.join(", "), () => Promise.all(addresses.map(sourceAt)), view);
}

/** What a person names by its address: a table by that of its runs.parquet, or else a run. */
export async function openAddress(app: AppStore, address: string): Promise<void> {
  if (new RegExp(`(^|/)${RUNS_FILE}$`).test(address))
    await attempt(app, address, () => openTable(app, remoteTable(address), ""));
  else await openAddresses(app, [address]);
}

/** The run at an address. The examples have lain in folders below the page; links to those still open them. */
function sourceAt(address: string): RunSource | Promise<RunSource> {
  const name = Object.keys(PROMPTS).find((preset) => isFolder(address, `datasets/presets/${preset}`));
  return name ? presetSource(name) : httpSource(address);
}

/** Whether an address is that of a folder beside the page, or of the metadata.json in it. */
function isFolder(address: string, folder: string): boolean {
  if (!URL.canParse(address, document.baseURI)) return false;
  const { origin, pathname } = new URL(address, document.baseURI);
  const wanted = new URL(folder, document.baseURI);
  return origin === wanted.origin && pathname.replace(/\/(metadata\.json)?$/, "") === wanted.pathname;
}

/** Runs that the page itself holds. */
export async function openEmbedded(
  app: AppStore,
  names: readonly string[],
  view: Partial<ViewState> = {},
): Promise<void> {
  await open(app, names.join(", "), () => Promise.all(names.map(embeddedSource)), view);
}

export async function openFiles(app: AppStore, files: readonly File[]): Promise<void> {
  await openItems(app, "what was chosen", () => pickedItems(files));
}

export async function openDrop(app: AppStore, dropped: DataTransfer): Promise<void> {
  await openItems(app, "what was dropped", () => droppedItems(dropped.items));
}

/** Open the table among files and folders of this machine, or else the runs in them. */
async function openItems(
  app: AppStore,
  what: string,
  find: () => readonly Item[] | Promise<readonly Item[]>,
): Promise<void> {
  await attempt(app, what, async () => {
    const items = await find();
    const table = await tableIn(items);
    if (table) await openTable(app, table, "");
    else await openSources(app, what, await runsIn(items));
  });
}

async function open(
  app: AppStore,
  what: string,
  find: () => readonly RunSource[] | Promise<readonly RunSource[]>,
  view: Partial<ViewState> = {},
): Promise<void> {
  await attempt(app, what, async () => openSources(app, what, await find(), view));
}

/** @throws ReadError there are none. */
async function openSources(
  app: AppStore,
  what: string,
  sources: readonly RunSource[],
  view: Partial<ViewState> = {},
): Promise<void> {
  if (sources.length === 0)
    throw new ReadError("missing", what, "there is no metadata.json in it; choose the folder of a run");
  await openAll(app, sources, view);
}

/** Open something; why it can't be opened is told as a notice. */
async function attempt(app: AppStore, what: string, act: () => Promise<void>): Promise<void> {
  show(app, { opening: what });
  try {
    await act();
  } catch (error) {
    const { path, reason } = ReadError.from(error, "unreachable", what);
    const problem = { rule: "unreadable", where: path, message: reason, severity: "error" as const };
    show(app, { opening: null, notices: [{ name: what, problems: [problem], failed: true }] });
  }
}

/** Open what the page holds, what its address asks for, or the pair of examples. */
export async function openAtStart(app: AppStore): Promise<void> {
  const query = new URLSearchParams(location.search);
  const asked = query.get("theme");
  show(app, { theme: asked === "light" || asked === "dark" ? asked : rememberedTheme() });
  const view = readHash(location.hash);
  const addresses = [...query.getAll("run"), ...query.getAll("compare")];
  const held = globalThis.diffulizerOpen;
  const table = query.get("table");
  if (table) {
    await attempt(app, table, async () => {
      await openTable(app, remoteTable(table), location.hash);
      await openNamed(app, rowsOf(location.hash), view);
    });
  } else if (held) {
    const names = [held.run, ...(held.compare ? [held.compare] : []), ...(held.others ?? [])];
    await openEmbedded(app, names, viewOf(names, view));
  } else if (addresses.length) await openAddresses(app, addresses, viewOf(addresses, view));
  else await openExample(app, undefined, view);
}

/** More than two runs are shown beside each other, unless the address says otherwise. */
function viewOf(runs: readonly string[], asked: Partial<ViewState>): Partial<ViewState> {
  return runs.length > 2 ? { view: "grid", ...asked } : asked;
}
