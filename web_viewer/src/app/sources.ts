/** From what a person opens to sources of runs. */
import { httpSource } from "../dataset/sources/http.ts";
import { openAll } from "../state/opening.ts";
import type { ViewState } from "../state/store.ts";

export const PRESETS = ["photo", "cartoon"] as const;

export async function openPresets(view: Partial<ViewState> = {}): Promise<void> {
  await openAll(
    PRESETS.map((name) => httpSource(`datasets/presets/${name}/`)),
    view,
  );
}

export async function openAddress(
  address: string,
  compare?: string,
  view: Partial<ViewState> = {},
): Promise<void> {
  await openAll(
    [address, compare].flatMap((a) => (a ? [httpSource(a)] : [])),
    view,
  );
}

export async function openFiles(files: readonly File[]): Promise<void> {
  await Promise.resolve(files);
}
export async function openDrop(dropped: DataTransfer): Promise<void> {
  await Promise.resolve(dropped);
}
