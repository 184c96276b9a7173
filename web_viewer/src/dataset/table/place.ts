/** Where a table and its runs are: in a folder of a web server, or in what was dropped or picked on this machine. */
import type { Sliced } from "../../bytes/sliced.ts";
import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { METADATA } from "../layout.ts";
import { runIn } from "../sources/folder.ts";
import { httpSource } from "../sources/http.ts";
import { childrenOf, isFolder, type Item, openFile } from "../sources/items.ts";
import { remoteFile } from "../sources/remote.ts";

/** A table's file that has a row for each run. */
export const RUNS_FILE = "runs.parquet";

/** All paths are relative to the table's folder, with forward slashes, and may lead out of it. */
export interface TablePlace {
  /** What the table is called. */
  readonly name: string;
  /** Path of the table itself. */
  readonly table: string;
  /** A file of this path. @throws ReadError there is none. */
  readonly file: (path: string) => Promise<Sliced>;
  /** The run in the folder of this path. @throws ReadError there is none. */
  readonly run: (path: string) => Promise<RunSource>;
  /** Whether there is a file or folder of this path, where that can be told without opening it. */
  readonly has?: (path: string) => Promise<boolean>;
  /** URL of a file, under which a page shows it without reading it; null where it has none. */
  readonly url: (path: string) => string | null;
}

/**
 * A table on a web server.
 *
 * @param address of its folder or of its runs.parquet, absolute or relative to `page`.
 * @throws ReadError it is no URL.
 */
export function remoteTable(address: string, page: string | URL = document.baseURI): TablePlace {
  if (!URL.canParse(address, page)) throw new ReadError("unsafe", address, "it is no URL of a table");
  const folder = new URL(address, page);
  if (folder.pathname.endsWith(`/${RUNS_FILE}`))
    folder.pathname = folder.pathname.slice(0, -RUNS_FILE.length);
  if (!folder.pathname.endsWith("/")) folder.pathname += "/";
  // Signs of a name that mean something in a URL are written so that they do not.
  const at = (path: string) => new URL(path.split("/").map(encodeURIComponent).join("/"), folder);
  return {
    name: decodeURIComponent(folder.pathname.split("/").filter(Boolean).at(-1) ?? folder.host),
    table: RUNS_FILE,
    file: (path) => remoteFile(at(path), path.split("/").at(-1) ?? path),
    run: async (path) => httpSource(at(path).href),
    url: (path) => at(path).href,
  };
}

/** Tables in other forms than parquet, which the page does not read. */
const OTHER_FORM = /^runs\.(csv|jsonl)$/i;

/**
 * The table in files and folders of this machine: a .parquet file among them, or the runs.parquet of a folder or of a folder
 * in it. A folder with a metadata.json is of a run.
 *
 * @returns null where there is no table.
 * @throws ReadError a folder can't be listed, there are several tables, or there is one in another form than parquet.
 */
export async function tableIn(items: readonly Item[]): Promise<TablePlace | null> {
  const all = new Map(items.map((item) => [item.name, item]));
  const picked = items.find((item) => !isFolder(item) && item.name.toLowerCase().endsWith(".parquet"));
  if (picked) return localTable(all, "", all.has(RUNS_FILE) ? RUNS_FILE : picked.name);
  const found = [...(await tablesAmong(all, "", 2))].sort();
  const tables = found.filter((path) => path.endsWith(RUNS_FILE));
  const [path = found[0]] = tables;
  if (path === undefined) return null;
  if (tables.length === 0)
    throw new ReadError(
      "unsupported",
      path,
      "a table in this form can't be viewed; write it with --format parquet",
    );
  if (tables.length > 1)
    throw new ReadError("unsupported", tables.join(", "), "these are several tables; open the folder of one");
  const folder = path.slice(0, -RUNS_FILE.length - 1);
  return localTable(all, folder, RUNS_FILE);
}

/** Paths of tables in these items, and in folders of them, so many levels deep. */
async function tablesAmong(
  items: ReadonlyMap<string, Item>,
  path: string,
  levels: number,
): Promise<readonly string[]> {
  if (items.has(METADATA)) return [];
  const own = items.has(RUNS_FILE) ? [RUNS_FILE] : [...items.keys()].filter((name) => OTHER_FORM.test(name));
  if (own.length > 0) return own.map((name) => path + name);
  if (levels === 0) return [];
  const folders = [...items.values()].filter(isFolder);
  const below = folders.map(async (folder) => {
    const inside = path + folder.name;
    return tablesAmong(await childrenOf(folder, inside), `${inside}/`, levels - 1);
  });
  return (await Promise.all(below)).flat();
}

/** @param folder path of the table's folder in `items`; empty for the items themselves. */
function localTable(items: ReadonlyMap<string, Item>, folder: string, table: string): TablePlace {
  const find = async (path: string): Promise<Item> => {
    const steps = resolved(folder, path);
    const [first = "", ...rest] = steps ?? [];
    let item = items.get(first);
    for (const step of rest)
      item = item && isFolder(item) ? (await childrenOf(item, item.name)).get(step) : undefined;
    if (steps && item) return item;
    const advice = "open the folder that holds the table and its runs";
    throw new ReadError("missing", path, `it is not in what was opened; ${advice}`);
  };
  return {
    name: folder.split("/").at(-1) || table.replace(/\.parquet$/i, ""),
    table,
    file: async (path) => {
      const item = await find(path);
      if (isFolder(item)) throw new ReadError("missing", path, "it is a folder, and a file was expected");
      return openFile(item, path);
    },
    run: async (path) => runIn(await find(path), path),
    has: (path) =>
      find(path).then(
        () => true,
        () => false,
      ),
    url: () => null,
  };
}

/** The steps of a path from a folder on; null where it leads out of everything. */
function resolved(folder: string, path: string): readonly string[] | null {
  const steps: string[] = [];
  for (const step of `${folder}/${path}`.split("/").filter((one) => one !== "" && one !== "."))
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return null;
  return steps;
}
