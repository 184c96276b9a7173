import { perform } from "../../worker/perform.ts";
import {
  dataStart,
  LOCAL_HEADER,
  locateDirectory,
  readDirectory,
  TAIL,
  type ZipEntry,
} from "../../bytes/archive.ts";
import type { Sliced } from "../../bytes/sliced.ts";
import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { runsAmong, type ListedFile } from "./listed.ts";

/**
 * The runs in a zip archive, at its root or in folders. Only the directory is read now; each file is cut out and
 * unpacked when it is asked for, never to more than the directory states.
 *
 * @param archive a file, a blob, or a file of a web server.
 * @param name for a run at the archive's root.
 * @throws ReadError it is no archive, or holds no run.
 */
export async function zipSources(archive: Sliced, name = nameOf(archive)): Promise<readonly RunSource[]> {
  const entries = await listEntries(archive, name);
  const runs = runsAmong(new Map(entries.map((entry) => [entry.name, listedFile(archive, entry)])), name);
  if (runs.length > 0) return runs;
  throw new ReadError("missing", name, "the archive holds no metadata.json; is it of a run?");
}

function nameOf(archive: Sliced): string {
  return archive instanceof File ? archive.name.replace(/\.zip$/i, "") : "archive";
}

/** The directory of an archive. @param name of the archive in errors. @throws ReadError */
export async function listEntries(archive: Sliced, name: string): Promise<readonly ZipEntry[]> {
  const tail = await slice(archive, archive.size - TAIL, archive.size, name);
  const directory = locateDirectory(tail, archive.size, name);
  const bytes = await slice(archive, directory.at, directory.at + directory.bytes, name);
  return readDirectory(bytes, directory.shift, name);
}

function listedFile(archive: Sliced, entry: ZipEntry): ListedFile {
  const read = async () => {
    const start = dataStart(await headerOf(archive, entry), entry);
    const packed = await slice(archive, start, start + entry.packed, entry.name);
    return (await perform("unpack", packed, entry)).buffer;
  };
  return { bytes: () => Promise.resolve(entry.size), read };
}

/** What stands in front of an entry's bytes, name included. @throws ReadError */
export function headerOf(archive: Sliced, { at, name }: ZipEntry): Promise<Uint8Array> {
  return slice(archive, at, at + LOCAL_HEADER + 4 * name.length, name); // at most four bytes a character
}

async function slice(archive: Sliced, start: number, end: number, path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await archive.slice(Math.max(0, start), end).arrayBuffer());
  } catch {
    const advice = "was it moved or changed since it was chosen?";
    throw new ReadError("unreachable", path, `the archive can't be read; ${advice}`);
  }
}
