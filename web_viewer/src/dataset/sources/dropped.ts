/** The files below what was dropped, by path. Folders are listed at once, files opened when they are asked for. */
import { ReadError } from "../../run/errors.ts";
import type { ListedFile } from "./listed.ts";

/** More files than any run has; a drop of a whole disk is refused instead of listed for minutes. */
const MOST_FILES = 200_000;

/** A file or a folder of a drop. */
export type Dropped = FileSystemHandle | FileSystemEntry;

declare global {
  interface DataTransferItem {
    /** Not in every browser. Of pages opened from a file Chromium lists dropped folders only in this way. */
    getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
  }
}

/** What was dropped. Call it while the event is handled: browsers let go of it afterwards. @throws ReadError */
export async function itemsOf(items: DataTransferItemList): Promise<readonly Dropped[]> {
  const dropped = [...items]
    .filter((item) => item.kind === "file")
    .map((item) => item.getAsFileSystemHandle?.() ?? Promise.resolve(item.webkitGetAsEntry()));
  const found = await Promise.all(dropped).catch((error: unknown) => {
    throw ReadError.from(error, "unreachable", "what was dropped");
  });
  return found.filter((item) => item !== null);
}

/** Add all files of an item. @param path of the item itself. @throws ReadError a folder can't be listed. */
export async function collect(item: Dropped, path: string, files: Map<string, ListedFile>): Promise<void> {
  if (files.size >= MOST_FILES) {
    throw new ReadError("too-large", path, `there are more than ${MOST_FILES} files; drop a run's folder`);
  }
  if (!isFolder(item)) {
    files.set(
      path,
      listedFile(() => openFile(item), path),
    );
    return;
  }
  const children = await childrenOf(item).catch(() => {
    throw new ReadError("unreachable", path, "the folder can't be read");
  });
  for (const child of children) await collect(child, `${path}/${child.name}`, files);
}

/** A file that is opened when it is asked for. @param open rejects with any error. */
export function listedFile(open: () => Promise<File>, path: string): ListedFile {
  const read = async <T>(part: (file: File) => T | Promise<T>): Promise<T> => {
    try {
      return await part(await open());
    } catch {
      const advice = "was it moved or changed since it was chosen?";
      throw new ReadError("unreachable", path, `the file can't be read; ${advice}`);
    }
  };
  return { bytes: () => read((file) => file.size), read: () => read((file) => file.arrayBuffer()) };
}

/** The file itself. Rejects with the browser's error. */
export function openFile(item: Dropped): Promise<File> {
  if ("kind" in item) return (item as FileSystemFileHandle).getFile();
  return new Promise((resolve, reject) => (item as FileSystemFileEntry).file(resolve, reject));
}

export function isFolder(item: Dropped): item is FileSystemDirectoryHandle | FileSystemDirectoryEntry {
  return "kind" in item ? item.kind === "directory" : item.isDirectory;
}

async function childrenOf(folder: FileSystemDirectoryHandle | FileSystemDirectoryEntry): Promise<Dropped[]> {
  const children: Dropped[] = [];
  if ("kind" in folder) {
    for await (const child of folder.values()) children.push(child);
    return children;
  }
  const reader = folder.createReader(); // gives at most 100 entries at a time, and none at the end
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return children;
    children.push(...some);
  }
}
