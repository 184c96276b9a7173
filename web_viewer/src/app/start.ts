/** What the page opens by itself: what it holds, what its address asks for, else the two examples. */
import { readHash } from "../state/permalink.ts";
import { type AppStore, show } from "../state/store.ts";
import { rememberedTheme } from "../state/theme.ts";
import { openAddresses, openEmbedded, openPresets } from "./sources.ts";

declare global {
  /** Names of the runs that a page which holds its data opens at once. */
  var diffulizerOpen: { readonly run: string; readonly compare?: string } | undefined;
}

export async function openAtStart(app: AppStore): Promise<void> {
  show(app, { theme: rememberedTheme() });
  const view = readHash(location.hash);
  const query = new URLSearchParams(location.search);
  const addresses = [...query.getAll("run"), ...query.getAll("compare")];
  const held = globalThis.diffulizerOpen;
  if (held) await openEmbedded(app, [held.run, ...(held.compare ? [held.compare] : [])], view);
  else if (addresses.length) await openAddresses(app, addresses, view);
  else await openPresets(app, view);
}
