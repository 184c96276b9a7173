/** A table of runs: a parquet file with a row for each run, and the runs that its rows name. */
import { type ColumnFacts, firstGroup, footerLength } from "../../bytes/parquet.ts";
import type { Sliced } from "../../bytes/sliced.ts";
import { spelled, textOf, type Values } from "../../bytes/values.ts";
import { columnText, type ColumnText, STATED, TABLE_VERSION } from "../../format/columns.ts";
import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { performOnTable } from "../../worker/performOnTable.ts";
import { Loader } from "../loader.ts";
import { isZip } from "../sources/folder.ts";
import { inShard, openShard, type Shard } from "../sources/shard.ts";
import { zipSources } from "../sources/zip.ts";
import type { TablePlace } from "./place.ts";

/** Read at once from the end of the file; a longer footer takes a second request. */
const TAIL = 524_288;
/** Pictures from archives that are kept, in bytes. */
const KEPT = 64 * 2 ** 20;
/** Rows whose runs are looked for when a table is opened. */
const LOOKED_AT = 20;
/** What opening and showing a row takes. */
const NEEDED = ["id", "path"] as const;

export interface TableColumn extends ColumnText {
  readonly name: string;
  /** The value in all rows as text; null where rows differ, or may. */
  readonly same: string | null;
  /** No row has a value. */
  readonly empty: boolean;
}

export class RunTable {
  readonly name: string;
  /** In the order of the format, then those of one's own; what all rows share too. */
  readonly columns: readonly TableColumn[];
  private readonly facts: ReadonlyMap<string, ColumnFacts>;
  private readonly read = new Map<string, Promise<Values>>();
  private readonly pictures = new Loader<{ readonly url: string; readonly bytes: number }>(
    KEPT,
    ({ bytes }) => bytes,
    ({ url }) => URL.revokeObjectURL(url),
  );
  private readonly sources = new Map<number, Promise<RunSource>>();
  private readonly shards = new Map<string, Promise<Shard>>();

  private constructor(
    private readonly place: TablePlace,
    readonly rows: number,
    columns: readonly ColumnFacts[],
    private readonly file: Sliced,
  ) {
    this.name = place.name;
    this.facts = new Map(columns.map((facts) => [facts.name, facts]));
    const order = (name: string) => (STATED.indexOf(name) + STATED.length + 1) % (STATED.length + 1);
    this.columns = columns
      .map(({ name, same }) => ({
        name,
        ...columnText(name),
        same: same === undefined ? null : spelled(same),
        empty: same === null,
      }))
      .sort((a, b) => order(a.name) - order(b.name));
  }

  /** Open a table. @throws ReadError there is none, or it is of another version. */
  static async open(place: TablePlace): Promise<RunTable> {
    const { table } = place;
    const file = await place.file(table);
    const tail = await last(file, TAIL);
    const length = footerLength(tail, table);
    if (length > file.size) throw new ReadError("damaged", table, "it is cut off; write the table again");
    const footer = await performOnTable(
      "readFooter",
      length > tail.byteLength ? await last(file, length) : tail,
      table,
    );
    const version = footer.notes.schema_version ?? "";
    if (version && version.split(".")[0] !== TABLE_VERSION)
      throw new ReadError(
        "unsupported",
        table,
        `it has version ${version}, and this viewer reads ${TABLE_VERSION}; write it again`,
      );
    for (const name of NEEDED)
      if (!footer.columns.some((column) => column.name === name))
        throw new ReadError(
          "damaged",
          table,
          `it has no column ${name}; open the runs.parquet that diffulizer table writes`,
        );
    return new RunTable(place, footer.rows, footer.columns, file);
  }

  /** The values of a column, read once. @throws ReadError */
  values(name: string): Promise<Values> {
    const known = this.read.get(name) ?? this.decode(name);
    this.read.set(name, known);
    return known;
  }

  /** Its values in the first rows, which come at once however many rows there are. @throws ReadError */
  head(name: string): Promise<Values> {
    return this.read.get(name) ?? this.decode(name, firstGroup);
  }

  private async decode(
    name: string,
    part: (facts: ColumnFacts) => ColumnFacts = (all) => all,
  ): Promise<Values> {
    const whole = this.facts.get(name);
    if (!whole) throw new ReadError("missing", this.place.table, `it has no column ${name}`);
    const facts = part(whole);
    const parts = await Promise.all(
      facts.parts.map(([start, end]) => this.file.slice(start, end).arrayBuffer()),
    );
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return performOnTable("decodeColumn", facts, bytes, this.place.table);
  }

  /** Whether none of the first runs is in what was opened, as where the table alone was; a server has to be asked for each. */
  async isAlone(): Promise<boolean> {
    const { has } = this.place;
    if (!has) return false;
    const paths = await Promise.all(
      Array.from({ length: Math.min(LOOKED_AT, this.rows) }, (_, row) => this.path(row).catch(() => null)),
    );
    const found = await Promise.all(paths.map((path) => path !== null && has(inShard(path)?.[0] ?? path)));
    return this.rows > 0 && !found.includes(true);
  }

  /** The row of a run; null where no row has that id. */
  async rowOf(id: string): Promise<number | null> {
    const values = await this.values("id");
    const code = values.kind === "texts" ? values.texts.indexOf(id) : -1;
    const row = values.kind === "texts" && code >= 0 ? values.codes.indexOf(code) : -1;
    return row < 0 ? null : row;
  }

  /** The run of a row. @throws ReadError its place is none, or it is not there. */
  source(row: number): Promise<RunSource> {
    const known = this.sources.get(row) ?? this.find(row);
    this.sources.set(row, known);
    return known;
  }

  private async find(row: number): Promise<RunSource> {
    const path = await this.path(row);
    if (!isZip(path)) return this.place.run(path);
    const name = path.split("/").at(-1) ?? path;
    const [run] = await zipSources(await this.archive(path), name.replace(/\.zip$/i, ""));
    if (!run) throw new ReadError("missing", name, "the archive holds no run");
    return run;
  }

  private async archive(path: string): Promise<Sliced> {
    const [at, run] = inShard(path) ?? [null, path];
    if (at === null) return this.place.file(path);
    const shard = this.shards.get(at) ?? this.place.file(at).then((file) => openShard(file, at));
    this.shards.set(at, shard);
    return (await shard)(run);
  }

  /** Where a row's last picture is: a URL of the server, or one of bytes that were read. Null without one. */
  async picture(row: number): Promise<string | null> {
    if (!this.facts.has("picture")) return null;
    const picture = textOf(await this.values("picture"), row);
    if (picture === null) return null;
    const path = await this.path(row);
    const url = isZip(path) ? null : this.place.url(`${path}/${picture}`);
    if (url !== null) return url;
    const read = await this.pictures.load(String(row), async () => {
      const bytes = isZip(path)
        ? await (await this.source(row)).read(picture)
        : await whole(await this.place.file(`${path}/${picture}`));
      return { url: URL.createObjectURL(new Blob([bytes], { type: "image/png" })), bytes: bytes.byteLength };
    });
    return read.url;
  }

  /** Where a row's run is, relative to the table's folder. @throws ReadError the table gives no such place. */
  private async path(row: number): Promise<string> {
    const [path, id] = [textOf(await this.values("path"), row), textOf(await this.values("id"), row)];
    if (path === null || /^([/\\]|[a-z]:)/i.test(path))
      throw new ReadError(
        "unsafe",
        id ?? "run",
        `the table says that it is at ${path ?? "no place"}, where a page can't look`,
      );
    return path.replaceAll("\\", "/").replace(/\/$/, "");
  }
}

const whole = (file: Sliced): Promise<ArrayBuffer> => file.slice(0, file.size).arrayBuffer();

async function last(file: Sliced, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(Math.max(0, file.size - bytes), file.size).arrayBuffer());
}
