import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { ReadError } from "../../src/run/errors.ts";
import { nameable } from "../../src/dataset/paths.ts";
import type { FileEntry, RunSource } from "../../src/run/types.ts";

/** A run in a folder of this machine. Symbolic links are followed, but not out of the folder. */
export function folderOnDisk(folder: string): RunSource {
  return {
    name: basename(folder),
    read: async (path, check) => {
      const file = await within(folder, path);
      if (!(await isFile(file))) throw new ReadError("missing", path, "there is no such file");
      check?.((await stat(file)).size);
      const bytes = await readFile(file);
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    },
    list: () => listed(folder),
  };
}

async function within(folder: string, path: string): Promise<string> {
  if (!nameable(path)) throw new ReadError("escapes", path, "no file can have this name");
  const file = await realpath(join(folder, path)).catch(() => join(folder, path));
  const root = await realpath(folder);
  if (!file.startsWith(root + sep) && !join(folder, path).startsWith(folder + sep))
    throw new ReadError("unsafe", path, "it leaves the run");
  if (!file.startsWith(root + sep) && file !== join(folder, path))
    throw new ReadError("escapes", path, "it leads out of the run");
  return file;
}

async function isFile(file: string): Promise<boolean> {
  return stat(file)
    .then((found) => found.isFile())
    .catch(() => false);
}

/** Links that lead out are left out, so that whoever needs them asks and is told. */
async function listed(folder: string): Promise<FileEntry[]> {
  const found: FileEntry[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    const path = relative(folder, file).split(sep).join("/");
    const inside =
      entry.isFile() ||
      (await within(folder, path)
        .then(isFile)
        .catch(() => false));
    // A name that is no UTF-8 comes as another one, by which there is no file.
    const bytes = inside
      ? await stat(file).then(
          ({ size }) => size,
          () => null,
        )
      : null;
    if (bytes !== null) found.push({ path, bytes });
  }
  return found;
}
