/** A table of runs: the file runs.parquet of a folder, and the runs that its rows name. */
import { type ColumnFacts, firstGroup, footerLength } from "../../bytes/parquet.ts";
import type { Sliced } from "../../bytes/sliced.ts";
import { spelled, textOf, type Values } from "../../bytes/values.ts";
import { columnText, type ColumnText, STATED, TABLE_VERSION } from "../../format/columns.ts";
import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { performOnTable } from "../../worker/performOnTable.ts";
import { Loader } from "../loader.ts";
import { httpSource } from "../sources/http.ts";
import { remoteFile } from "../sources/remote.ts";
import { zipSources } from "../sources/zip.ts";

export const RUNS_FILE = "runs.parquet";
/** Read at once from the end of the file; a longer footer takes a second request. */
const TAIL = 524_288;
/** Pictures from archives that are kept, in bytes. */
const KEPT = 64 * 2 ** 20;
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

  private constructor(
    readonly name: string,
    readonly rows: number,
    columns: readonly ColumnFacts[],
    private readonly file: Sliced,
    private readonly folder: URL,
  ) {
    this.facts = new Map(columns.map((facts) => [facts.name, facts]));
    const place = (name: string) => (STATED.indexOf(name) + STATED.length + 1) % (STATED.length + 1);
    this.columns = columns
      .map(({ name, same }) => ({
        name,
        ...columnText(name),
        same: same === undefined ? null : spelled(same),
        empty: same === null,
      }))
      .sort((a, b) => place(a.name) - place(b.name));
  }

  /**
   * Open the table in a folder.
   *
   * @param address of the folder or of its runs.parquet, absolute or relative to `page`.
   * @throws ReadError there is none, or it is of another version.
   */
  static async open(address: string, page: string | URL = document.baseURI): Promise<RunTable> {
    if (!URL.canParse(address, page)) throw new ReadError("unsafe", address, "it is no URL of a table");
    const folder = new URL(address, page);
    if (folder.pathname.endsWith(`/${RUNS_FILE}`))
      folder.pathname = folder.pathname.slice(0, -RUNS_FILE.length);
    if (!folder.pathname.endsWith("/")) folder.pathname += "/";
    const file = await remoteFile(new URL(RUNS_FILE, folder), RUNS_FILE);
    const tail = await last(file, TAIL);
    const length = footerLength(tail, RUNS_FILE);
    if (length > file.size) throw new ReadError("damaged", RUNS_FILE, "it is cut off; write the table again");
    const footer = await performOnTable(
      "readFooter",
      length > tail.byteLength ? await last(file, length) : tail,
      RUNS_FILE,
    );
    const version = footer.notes.schema_version ?? "";
    if (version && version.split(".")[0] !== TABLE_VERSION)
      throw new ReadError(
        "unsupported",
        RUNS_FILE,
        `it has version ${version}, and this viewer reads ${TABLE_VERSION}; write it again`,
      );
    for (const name of NEEDED)
      if (!footer.columns.some((column) => column.name === name))
        throw new ReadError("damaged", RUNS_FILE, `it has no column ${name}; write it with diffulizer table`);
    const name = decodeURIComponent(folder.pathname.split("/").filter(Boolean).at(-1) ?? folder.host);
    return new RunTable(name, footer.rows, footer.columns, file, folder);
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
    if (!whole) throw new ReadError("missing", RUNS_FILE, `it has no column ${name}`);
    const facts = part(whole);
    const parts = await Promise.all(
      facts.parts.map(([start, end]) => this.file.slice(start, end).arrayBuffer()),
    );
    const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
    return performOnTable("decodeColumn", facts, bytes, RUNS_FILE);
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
    const place = await this.place(row);
    if (!/\.zip$/i.test(place.pathname)) return httpSource(place.href);
    const name = decodeURIComponent(place.pathname.split("/").at(-1) ?? "");
    const [run] = await zipSources(await remoteFile(place, name), name.replace(/\.zip$/i, ""));
    if (!run) throw new ReadError("missing", name, "the archive holds no run");
    return run;
  }

  /** Where a row's last picture is: a URL of the server, or one of bytes from an archive. Null without one. */
  async picture(row: number): Promise<string | null> {
    if (!this.facts.has("picture")) return null;
    const path = textOf(await this.values("picture"), row);
    if (path === null) return null;
    const place = await this.place(row);
    if (!/\.zip$/i.test(place.pathname)) return new URL(escaped(path), `${place.href}/`).href;
    const unpacked = await this.pictures.load(String(row), async () => {
      const picture = new Blob([await (await this.source(row)).read(path)], { type: "image/png" });
      return { url: URL.createObjectURL(picture), bytes: picture.size };
    });
    return unpacked.url;
  }

  private async place(row: number): Promise<URL> {
    const [path, id] = [textOf(await this.values("path"), row), textOf(await this.values("id"), row)];
    if (path === null || /^([/\\]|[a-z]:)/i.test(path))
      throw new ReadError(
        "unsafe",
        id ?? "run",
        `the table says that it is at ${path ?? "no place"}, which has no URL`,
      );
    return new URL(escaped(path.replace(/\/$/, "")), this.folder);
  }
}

/** Signs of a name that mean something in a URL are written so that they do not. */
function escaped(path: string): string {
  return path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
}

async function last(file: Sliced, bytes: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(Math.max(0, file.size - bytes), file.size).arrayBuffer());
}
