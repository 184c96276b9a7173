/** Files and folders of this machine that a person dropped or picked. They are listed and opened when they are asked for. */
import { ReadError } from "../../run/errors.ts";
import type { ListedFile } from "./listed.ts";

/** More files than any run has; a drop of a whole disk is refused instead of listed for minutes. */
const MOST_FILES = 200_000;

export interface FileItem {
  readonly name: string;
  /** Rejects with the browser's error. */
  readonly open: () => Promise<File>;
}

export interface FolderItem {
  readonly name: string;
  /** What is in it, by name; listed once. Rejects with the browser's error. */
  readonly children: () => Promise<ReadonlyMap<string, Item>>;
}

export type Item = FileItem | FolderItem;

declare global {
  interface DataTransferItem {
    /** Not in every browser. Of pages opened from a file Chromium lists dropped folders only in this way. */
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  }
}

/** What was dropped. Call it while the event is handled: browsers let go of it afterwards. @throws ReadError */
export async function droppedItems(items: DataTransferItemList): Promise<readonly Item[]> {
  const dropped = [...items]
    .filter((item) => item.kind === "file")
    .map((item) => item.getAsFileSystemHandle?.() ?? Promise.resolve(item.webkitGetAsEntry()));
  const found = await Promise.all(dropped).catch((error: unknown) => {
    throw ReadError.from(error, "unreachable", "what was dropped");
  });
  return found.filter((item) => item !== null).map(itemOf);
}

/** What was picked: single files, or those of a folder (`webkitdirectory`). */
export function pickedItems(picked: Iterable<File>): readonly Item[] {
  const root = new Map<string, Item>();
  const folders = new Map<string, Map<string, Item>>([["", root]]);
  const folderAt = (path: string): Map<string, Item> => {
    const known = folders.get(path);
    if (known) return known;
    const inside = new Map<string, Item>();
    folders.set(path, inside);
    const [above, name] = parted(path);
    folderAt(above).set(name, { name, children: () => Promise.resolve(inside) });
    return inside;
  };
  for (const file of picked) {
    const [folder, name] = parted(file.webkitRelativePath || file.name);
    folderAt(folder).set(name, { name, open: () => Promise.resolve(file) });
  }
  return [...root.values()];
}

export const isFolder = (item: Item): item is FolderItem => "children" in item;

/** Items in a folder, by name. @param path of the folder in errors. @throws ReadError it can't be listed. */
export async function childrenOf(folder: FolderItem, path: string): Promise<ReadonlyMap<string, Item>> {
  return folder.children().catch(() => {
    throw new ReadError("unreachable", path, "the folder can't be read");
  });
}

/** Add all files of an item. @param path of the item itself. @throws ReadError a folder can't be listed. */
export async function collect(item: Item, path: string, files: Map<string, ListedFile>): Promise<void> {
  if (files.size >= MOST_FILES) {
    throw new ReadError("too-large", path, `there are more than ${MOST_FILES} files; open a run's folder`);
  }
  if (isFolder(item))
    for (const [name, child] of await childrenOf(item, path)) await collect(child, `${path}/${name}`, files);
  else files.set(path, listedFile(item, path));
}

/** The file itself. @param path of it in errors. @throws ReadError */
export async function openFile(item: FileItem, path = item.name): Promise<File> {
  try {
    return await item.open();
  } catch (error) {
    throw ReadError.from(error, "unreachable", path);
  }
}

function listedFile(item: FileItem, path: string): ListedFile {
  const read = async <T>(part: (file: File) => T | Promise<T>): Promise<T> => {
    try {
      return await part(await item.open());
    } catch {
      const advice = "was it moved or changed since it was chosen?";
      throw new ReadError("unreachable", path, `the file can't be read; ${advice}`);
    }
  };
  return { bytes: () => read((file) => file.size), read: () => read((file) => file.arrayBuffer()) };
}

function itemOf(item: FileSystemHandle | FileSystemEntry): Item {
  const { name } = item;
  if ("kind" in item ? item.kind === "directory" : item.isDirectory)
    return { name, children: once(() => list(item as FileSystemDirectoryHandle | FileSystemDirectoryEntry)) };
  if ("kind" in item) return { name, open: () => (item as FileSystemFileHandle).getFile() };
  return {
    name,
    open: () => new Promise((resolve, reject) => (item as FileSystemFileEntry).file(resolve, reject)),
  };
}

async function list(
  folder: FileSystemDirectoryHandle | FileSystemDirectoryEntry,
): Promise<ReadonlyMap<string, Item>> {
  const found = new Map<string, Item>();
  if ("kind" in folder) {
    for await (const child of folder.values()) found.set(child.name, itemOf(child));
    return found;
  }
  const reader = folder.createReader(); // gives at most 100 entries at a time, and none at the end
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const child of some) found.set(child.name, itemOf(child));
  }
}

function once<T>(find: () => Promise<T>): () => Promise<T> {
  let found: Promise<T> | null = null;
  return () => (found ??= find());
}

/** The folder of a path, and what it is called in it. */
function parted(path: string): readonly [string, string] {
  const at = path.lastIndexOf("/");
  return [path.slice(0, Math.max(0, at)), path.slice(at + 1)];
}
