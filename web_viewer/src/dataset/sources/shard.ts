/** Shards: archives `NAME.shard.zip` that hold the .zip of many runs, each stored as it is and read where it is. */
import { dataStart } from "../../bytes/archive.ts";
import type { Sliced } from "../../bytes/sliced.ts";
import { ReadError } from "../../run/errors.ts";
import { headerOf, listEntries } from "./zip.ts";

/** The archive of a run within a shard, by its name there. Rejects with a ReadError that names it. */
export type Shard = (run: string) => Promise<Sliced>;

/** The shard and the run's name in it of a path such as `runs/000001.shard.zip/a-cat_s1.zip`; null for other paths. */
export function inShard(path: string): readonly [shard: string, run: string] | null {
  const [, shard, run] = /^(.*\.shard\.zip)\/([^/]+\.zip)$/i.exec(path) ?? [];
  return shard !== undefined && run !== undefined ? [shard, run] : null;
}

/** Read which runs a shard holds. @param path of it in errors. @throws ReadError it can't be read. */
export async function openShard(archive: Sliced, path: string): Promise<Shard> {
  const entries = new Map((await listEntries(archive, path)).map((entry) => [entry.name, entry]));
  // The end of the last run in it reads as an archive, too.
  if (Math.min(...[...entries.values()].map(({ at }) => at)) !== 0)
    throw new ReadError("damaged", path, "it was cut off, or something is in front of its files");
  return async (run) => {
    const entry = entries.get(run);
    if (!entry) throw new ReadError("missing", run, `the shard ${path} holds no such run`);
    if (entry.method !== 0 || entry.encrypted)
      throw new ReadError("unsupported", run, `it is packed within ${path}; unpack the shard`);
    const start = dataStart(await headerOf(archive, entry), entry);
    if (start + entry.size > archive.size)
      throw new ReadError("damaged", run, `the shard ${path} ends before it does`);
    return {
      size: entry.size,
      slice: (from, to) => archive.slice(start + from, start + Math.min(to, entry.size)),
    };
  };
}
