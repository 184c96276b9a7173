import { ReadError } from "../errors.ts";
import { METADATA } from "../layout.ts";
import type { FileEntry, RunSource } from "../types.ts";

/** Finding runs among files that are listed by path, as in a folder or an archive. */

/** Folders that hold a metadata.json, as prefixes of paths: "" or "name/". Runs within runs are none. */
export function findRuns(paths: Iterable<string>): readonly string[] {
  const ends = `/${METADATA}`;
  const folders = [...paths]
    .filter((path) => `/${path}`.endsWith(ends))
    .map((path) => path.slice(0, -METADATA.length));
  const outermost = folders.filter(
    (folder) => !folders.some((other) => other !== folder && folder.startsWith(other)),
  );
  return outermost.sort();
}

/** A run's name: its folder's, or that of what it lies in. */
export function runName(folder: string, within: string): string {
  return folder.split("/").filter(Boolean).at(-1) ?? within;
}

/** A file of a source that lists all it has. */
export interface Held extends FileEntry {
  /** Rejects with a ReadError. */
  read(): Promise<ArrayBuffer>;
}

/**
 * A run among listed files.
 *
 * @param files by path.
 * @param folder prefix of the run's own paths, as findRuns gives it.
 */
export function sourceAmong(files: ReadonlyMap<string, Held>, folder: string, name: string): RunSource {
  return {
    name,
    read: async (path) => {
      const file = files.get(folder + path);
      if (!file) throw new ReadError("missing", path, `${name} has no such file`);
      return file.read();
    },
    list: () => {
      const own = [...files.values()].filter(({ path }) => path.startsWith(folder));
      return Promise.resolve(own.map(({ path, bytes }) => ({ path: path.slice(folder.length), bytes })));
    },
  };
}
