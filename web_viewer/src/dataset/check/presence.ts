import { ReadError } from "../../run/errors.ts";
import { LIMITS } from "../layout.ts";
import { nameable } from "../paths.ts";
import { atMost } from "../values.ts";
import type { FileEntry, RunSource } from "../../run/types.ts";

/** Files that are read at once. */
const AT_ONCE = 8;

/** A file's bytes, or why it can't be had. */
export type Presence = number | ReadError;

/**
 * Which of these paths are there. Where a source can't list its files each one is read, for its size.
 *
 * @param list what the source lists, or null.
 */
export async function findFiles(
  source: RunSource,
  list: readonly FileEntry[] | null,
  paths: readonly string[],
  onFound: () => void,
): Promise<ReadonlyMap<string, Presence>> {
  const listed = new Map(list?.map(({ path, bytes }) => [path, bytes]));
  const found = new Map<string, Presence>();
  await eachOf(paths, async (path) => {
    found.set(path, listed.get(path) ?? (await sizeByReading(source, path)));
    onFound();
  });
  return found;
}

/** Do a task for all items, a few at once. */
export async function eachOf<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const work = async () => {
    for (const item of left) await task(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function sizeByReading(source: RunSource, path: string): Promise<Presence> {
  if (!nameable(path)) return new ReadError("escapes", path, "no file can have such a name");
  try {
    return (await source.read(path, atMost(LIMITS.unpacked_bytes, path))).byteLength;
  } catch (error) {
    return ReadError.from(error, "unreachable", path);
  }
}
