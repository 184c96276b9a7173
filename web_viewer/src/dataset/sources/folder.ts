import { ReadError } from "../errors.ts";
import type { RunSource } from "../types.ts";
import { findRuns, runName, sourceAmong, type Held } from "./listed.ts";
import { zipSources } from "./zip.ts";

/** More files than any run has; a drop of a whole disk is refused instead of listed for minutes. */
const MOST_FILES = 200_000;

/**
 * The runs in what was dropped: folders, archives, or both, each with one run or several. Call it while the event
 * is handled: browsers let go of what was dropped afterwards.
 *
 * @returns one source per run; none if there is no metadata.json.
 * @throws ReadError what was dropped can't be read.
 */
export async function droppedSources(items: DataTransferItemList): Promise<readonly RunSource[]> {
  const dropped = [...items].filter((item) => item.kind === "file").map((item) => item.webkitGetAsEntry());
  const entries = dropped.filter((entry) => entry !== null);
  const archives = entries.filter((entry): entry is FileSystemFileEntry => entry.isFile && isZip(entry.name));
  const files = new Map<string, Held>();
  for (const entry of entries) if (!isZip(entry.name)) await collect(entry, entry.name, files);
  const zipped = await Promise.all(archives.map(async (entry) => zipSources(await fileOf(entry))));
  return [...sourcesAmong(files), ...zipped.flat()];
}

/** The runs among files that were picked: those of a folder (`webkitdirectory`), or archives. @throws ReadError */
export async function pickedSources(picked: Iterable<File>): Promise<readonly RunSource[]> {
  const all = [...picked];
  const archives = all.filter((file) => isZip(file.name) && !file.webkitRelativePath);
  const files = all
    .filter((file) => !archives.includes(file))
    .map((file) => held(file.webkitRelativePath || file.name, file));
  const zipped = await Promise.all(archives.map((file) => zipSources(file)));
  return [...sourcesAmong(new Map(files.map((file) => [file.path, file]))), ...zipped.flat()];
}

function sourcesAmong(files: ReadonlyMap<string, Held>): RunSource[] {
  return findRuns(files.keys()).map((folder) => sourceAmong(files, folder, runName(folder, "run")));
}

function isZip(name: string): boolean {
  return name.toLowerCase().endsWith(".zip");
}

function held(path: string, file: File): Held {
  return { path, bytes: file.size, read: () => readBlob(file, path) };
}

async function readBlob(file: File, path: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch {
    throw new ReadError(
      "unreachable",
      path,
      "the file can't be read; was it moved or changed since it was chosen?",
    );
  }
}

async function collect(entry: FileSystemEntry, path: string, files: Map<string, Held>): Promise<void> {
  if (files.size >= MOST_FILES)
    throw new ReadError("too-large", path, `there are more than ${MOST_FILES} files; drop a run's folder`);
  if (isFile(entry)) {
    files.set(path, held(path, await fileOf(entry)));
  } else if (isDirectory(entry)) {
    for (const child of await childrenOf(entry)) await collect(child, `${path}/${child.name}`, files);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isDirectory(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => {
    entry.file(resolve, () => reject(new ReadError("unreachable", entry.name, "the file can't be read")));
  });
}

/** A reader gives at most 100 entries at a time, and none at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, () =>
        reject(new ReadError("unreachable", folder.name, "the folder can't be read")),
      );
    });
    if (some.length === 0) return children;
    children.push(...some);
  }
}
