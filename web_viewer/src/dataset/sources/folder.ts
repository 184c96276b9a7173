import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { collect, isFolder, itemsOf, listedFile, openFile, type Dropped } from "./dropped.ts";
import { runsAmong, type ListedFile } from "./listed.ts";
import { zipSources } from "./zip.ts";

/**
 * The runs in what was dropped: folders, archives, or both, each with one run or several. Call it while the event
 * is handled: browsers let go of what was dropped afterwards.
 *
 * @returns one source per run; none if there is no metadata.json.
 * @throws ReadError what was dropped can't be read.
 */
export async function droppedSources(items: DataTransferItemList): Promise<readonly RunSource[]> {
  const dropped = await itemsOf(items);
  const isArchive = (item: Dropped) => !isFolder(item) && isZip(item.name);
  const files = new Map<string, ListedFile>();
  for (const item of dropped) if (!isArchive(item)) await collect(item, item.name, files);
  const archives = await Promise.all(dropped.filter(isArchive).map(openArchive));
  return [...runsAmong(files, "run"), ...(await zipped(archives))];
}

/** The runs among files that were picked: those of a folder (`webkitdirectory`), or archives. @throws ReadError */
export async function pickedSources(picked: Iterable<File>): Promise<readonly RunSource[]> {
  const all = [...picked];
  const archives = all.filter((file) => isZip(file.name) && !file.webkitRelativePath);
  const files = new Map<string, ListedFile>();
  for (const file of all.filter((file) => !archives.includes(file))) {
    const path = file.webkitRelativePath || file.name;
    const open = () => Promise.resolve(file);
    files.set(path, listedFile(open, path));
  }
  return [...runsAmong(files, "run"), ...(await zipped(archives))];
}

async function openArchive(item: Dropped): Promise<File> {
  try {
    return await openFile(item);
  } catch (error) {
    throw ReadError.from(error, "unreachable", item.name);
  }
}

async function zipped(archives: readonly File[]): Promise<readonly RunSource[]> {
  return (await Promise.all(archives.map((file) => zipSources(file)))).flat();
}

function isZip(name: string): boolean {
  return name.toLowerCase().endsWith(".zip");
}
