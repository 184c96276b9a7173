import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { collect, isFolder, type Item, openFile } from "./items.ts";
import { runsAmong, type ListedFile } from "./listed.ts";
import { zipSources } from "./zip.ts";

/**
 * The runs in files and folders of this machine, each with one run or several; archives among them are opened.
 *
 * @returns one source per run; none if there is no metadata.json.
 * @throws ReadError something can't be read.
 */
export async function runsIn(items: readonly Item[]): Promise<readonly RunSource[]> {
  const files = new Map<string, ListedFile>();
  const archives: Promise<readonly RunSource[]>[] = [];
  for (const item of items)
    if (isFolder(item) || !isZip(item.name)) await collect(item, item.name, files);
    else archives.push(openFile(item).then((file) => zipSources(file)));
  return [...runsAmong(files, "run"), ...(await Promise.all(archives)).flat()];
}

/** The run in a folder itself, and not in one below it. @param path of the folder in errors. @throws ReadError */
export async function runIn(folder: Item, path: string): Promise<RunSource> {
  const files = new Map<string, ListedFile>();
  await collect(folder, folder.name, files);
  const [run] = runsAmong(files, folder.name).filter(({ name }) => name === folder.name);
  if (!run) throw new ReadError("missing", path, "there is no metadata.json in it");
  return run;
}

export const isZip = (name: string): boolean => name.toLowerCase().endsWith(".zip");
