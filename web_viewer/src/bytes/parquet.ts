/** Parquet: its footer, and one column at a time. https://parquet.apache.org/docs/file-format/ */
import { gunzipSync } from "fflate";
import { decompress as unzstd } from "fzstd";
import { type Compressors, type FileMetaData, parquetMetadata, parquetRead } from "hyparquet";

import { ReadError } from "../run/errors.ts";
import { type Cell, type Values, valuesOf } from "./values.ts";

/** Packings besides snappy, which hyparquet knows. */
const PACKINGS: Compressors = { ZSTD: (bytes) => unzstd(bytes), GZIP: (bytes) => gunzipSync(bytes) };

/** What the footer says of a column. */
export interface ColumnFacts {
  readonly name: string;
  /** What it has in all rows, as far as the footer tells; undefined where rows differ, or may. null: nowhere a value. */
  readonly same: Cell | undefined;
  /** Where its values of each group of rows lie, in bytes from the file's start. */
  readonly parts: readonly (readonly [start: number, end: number])[];
  /** What reading it takes, as the reader of parquet has it. */
  readonly layout: FileMetaData;
}

export interface Footer {
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
  /** Texts that the writer kept with the table. */
  readonly notes: Readonly<Record<string, string>>;
}

/** The length in bytes of a file's footer, from the last bytes of the file, eight or more. @throws ReadError it is none. */
export function footerLength(tail: Uint8Array, path: string): number {
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const end = view.byteLength;
  if (end < 12 || view.getUint32(end - 4, true) !== 0x31524150)
    throw new ReadError("damaged", path, "it is no parquet file, or it is cut off; write the table again");
  return view.getUint32(end - 8, true) + 8;
}

/** @param tail the file's last bytes, with all of the footer. @throws ReadError */
export function readFooter(tail: Uint8Array, path: string): Footer {
  try {
    const whole = parquetMetadata(tail, { geoparquet: false });
    const entries = whole.key_value_metadata ?? [];
    return {
      rows: Number(whole.num_rows),
      columns: topLevel(whole).map((span) => factsOf(whole, span)),
      notes: Object.fromEntries(entries.map(({ key, value = "" }) => [key, value])),
    };
  } catch (error) {
    throw new ReadError(
      "damaged",
      path,
      `its footer can't be read (${String(error)}); write the table again`,
    );
  }
}

/** Elements of the schema that make up each column, from the first to before the last. */
function topLevel({ schema }: FileMetaData): readonly (readonly [number, number])[] {
  const after = (at: number): number => {
    let next = at + 1;
    for (let i = 0; i < (schema[at]?.num_children ?? 0); i++) next = after(next);
    return next;
  };
  const spans: [number, number][] = [];
  for (let at = 1; at < schema.length; at = after(at)) spans.push([at, after(at)]);
  return spans;
}

/** The column alone, as if the file had no other: so little is sent to where it is decoded. */
function factsOf(whole: FileMetaData, [start, end]: readonly [number, number]): ColumnFacts {
  const [root, ...elements] = [whole.schema[0], ...whole.schema.slice(start, end)];
  const name = elements[0]?.name ?? "";
  const groups = whole.row_groups.map((group) => ({
    ...group,
    columns: group.columns.filter(({ meta_data }) => meta_data?.path_in_schema[0] === name),
  }));
  const chunks = groups.flatMap(({ columns }) => columns.flatMap(({ meta_data }) => meta_data ?? []));
  const parts = groups.map(({ columns }) => {
    const ends = columns.flatMap(({ meta_data }) => {
      if (!meta_data) return [];
      const first = Number(meta_data.dictionary_page_offset ?? meta_data.data_page_offset);
      return [first, first + Number(meta_data.total_compressed_size)];
    });
    return [Math.min(...ends), Math.max(...ends)] as const;
  });
  const schema = root ? [{ ...root, num_children: 1 }, ...elements] : elements;
  const layout: FileMetaData = {
    version: whole.version,
    schema,
    num_rows: whole.num_rows,
    row_groups: groups,
    metadata_length: whole.metadata_length,
  };
  return { name, same: sameOf(chunks, Number(whole.num_rows)), parts, layout };
}

type Chunk = NonNullable<FileMetaData["row_groups"][number]["columns"][number]["meta_data"]>;

function sameOf(chunks: readonly Chunk[], rows: number): Cell | undefined {
  let nulls = 0;
  let values = 0;
  const seen = new Set<unknown>();
  for (const { statistics, num_values } of chunks) {
    const [low, high] = [statistics?.min_value ?? statistics?.min, statistics?.max_value ?? statistics?.max];
    if (statistics?.null_count === undefined) return undefined;
    nulls += Number(statistics.null_count);
    values += Number(num_values);
    if (statistics.null_count === num_values) continue;
    if (low === undefined || high === undefined) return undefined;
    for (const bound of [low, high]) seen.add(bound instanceof Date ? bound.getTime() : bound);
  }
  if (nulls === values) return null;
  const [chunk] = chunks;
  const one = chunk?.statistics?.min_value ?? chunk?.statistics?.min;
  return seen.size === 1 && nulls === 0 && values === rows ? (one as Cell) : undefined;
}

/** A column of the first group of rows alone. */
export function firstGroup({ layout, parts, ...facts }: ColumnFacts): ColumnFacts {
  return {
    ...facts,
    parts: parts.slice(0, 1),
    layout: { ...layout, row_groups: layout.row_groups.slice(0, 1) },
  };
}

/**
 * Decode a column.
 *
 * @param bytes those of its `parts`, one after the other.
 * @throws ReadError it can't be decoded.
 */
export async function decodeColumn(facts: ColumnFacts, bytes: Uint8Array, path: string): Promise<Values> {
  const file = {
    byteLength: facts.parts.at(-1)?.[1] ?? 0,
    slice: (start: number, end = facts.parts.at(-1)?.[1] ?? 0) => {
      let before = 0;
      for (const [first, last] of facts.parts) {
        if (start >= first && end <= last)
          return bytes.slice(before + start - first, before + end - first).buffer;
        before += last - first;
      }
      throw new Error(`bytes ${start} to ${end} belong to no part of the column`);
    },
  };
  try {
    const cells: Cell[] = [];
    let first = 0;
    // A group at a time: the reader asks for bytes of several groups at once where they lie close to each other.
    for (const { num_rows } of facts.layout.row_groups) {
      const end = first + Number(num_rows);
      await parquetRead({
        file,
        metadata: facts.layout,
        rowStart: first,
        rowEnd: end,
        compressors: PACKINGS,
        onChunk: ({ columnData }) => {
          for (const cell of columnData as Iterable<Cell | undefined>) cells.push(cell ?? null);
        },
      });
      first = end;
    }
    return valuesOf(cells);
  } catch (error) {
    throw new ReadError("damaged", path, `the column ${facts.name} can't be read (${String(error)})`);
  }
}
