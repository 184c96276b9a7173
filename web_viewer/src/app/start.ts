/** What the page opens by itself: what its address or the file that holds it asks for, else the two examples. */
import { readHash } from "../state/permalink.ts";
import { show } from "../state/store.ts";
import { rememberedTheme } from "../state/theme.ts";
import { openAddress, openPresets } from "./sources.ts";

export async function openAtStart(): Promise<void> {
  show({ theme: rememberedTheme() });
  const view = readHash(location.hash);
  const query = new URLSearchParams(location.search);
  const run = query.get("run");
  if (run) await openAddress(run, query.get("compare") ?? undefined, view);
  else await openPresets(view);
}
