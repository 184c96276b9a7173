/** Runs among files that are listed by path, as in a folder or an archive. */
import { ReadError } from "../../run/errors.ts";
import { METADATA } from "../layout.ts";
import type { RunSource } from "../../run/types.ts";

/** A file whose content is not read yet. All reject with a ReadError. */
export interface ListedFile {
  bytes(): Promise<number>;
  read(): Promise<ArrayBuffer>;
}

/** By path, with forward slashes. */
export type ListedFiles = ReadonlyMap<string, ListedFile>;

/**
 * One source for each folder that holds a metadata.json; runs within runs are none.
 *
 * @param within what a run is called that lies in no folder.
 */
export function runsAmong(files: ListedFiles, within: string): readonly RunSource[] {
  const ends = `/${METADATA}`;
  const folders = [...files.keys()]
    .filter((path) => `/${path}`.endsWith(ends))
    .map((path) => path.slice(0, -METADATA.length));
  return folders
    .filter((folder) => !folders.some((other) => other !== folder && folder.startsWith(other)))
    .sort()
    .map((folder) => sourceIn(folder, files, folder.split("/").at(-2) ?? within));
}

function sourceIn(folder: string, files: ListedFiles, name: string): RunSource {
  return {
    name,
    read: async (path, check) => {
      const file = files.get(folder + path);
      if (!file) throw new ReadError("missing", path, `${name} has no such file`);
      check?.(await file.bytes());
      return file.read();
    },
    list: () => {
      const own = [...files].filter(([path]) => path.startsWith(folder));
      return Promise.all(
        own.map(async ([path, file]) => ({ path: path.slice(folder.length), bytes: await file.bytes() })),
      );
    },
  };
}
