/** Tables of runs: what pyarrow writes is read as it was written, and rows are found and ordered. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, openAsBlob, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { decodeColumn, firstGroup, footerLength, readFooter } from "../../src/bytes/parquet.ts";
import { spelled, textOf, type Values, valuesOf } from "../../src/bytes/values.ts";
import { firstColumns, shared, sharedValue } from "../../src/catalogue/columns.ts";
import { numberText } from "../../src/catalogue/cells.ts";
import { dotAt, dotsOf, following, inside, nearest, ticksOf } from "../../src/catalogue/plot.ts";
import { pickedItems } from "../../src/dataset/sources/items.ts";
import { remoteTable, tableIn } from "../../src/dataset/table/place.ts";
import { RunTable } from "../../src/dataset/table/table.ts";
import { matching, searched } from "../../src/maths/matching.ts";
import { grouped, meanOf, sorted } from "../../src/maths/rows.ts";
import { readCatalogue, WHOLE, writeCatalogue } from "../../src/state/catalogue.ts";
import { developmentPython } from "../python.ts";

const script = fileURLToPath(new URL("../tables.py", import.meta.url));
const ROWS = 60;
let folder = "";
let written: readonly Readonly<Record<string, unknown>>[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "diffulizer-tables-"));
  const told = execFileSync(
    developmentPython(),
    [script, folder, String(ROWS), "../out/one", "../out/two.zip"],
    {
      encoding: "utf8",
    },
  );
  // Seeds are larger than numbers of JSON can be: they are compared as texts.
  written = JSON.parse(told.replace(/"seed": (\d+)/g, '"seed": "$1"')) as typeof written;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a row of a column reads as. */
function cell(values: Values, row: number): string | number | null {
  if (values.kind === "texts") return textOf(values, row);
  const number = values.numbers[row] ?? NaN;
  return Number.isNaN(number) ? null : number;
}

/** The same of what Python wrote. */
function expected(value: unknown): unknown {
  if (typeof value === "string") return value.replace("+00:00", "");
  if (Array.isArray(value)) return value.map(String).join(", ");
  return typeof value === "boolean" ? spelled(value) : value;
}

/** A server of the file alone, which gives parts, or does not. */
function serve(parts: boolean): void {
  vi.stubGlobal("document", { baseURI: "http://127.0.0.1/" });
  const bytes = readFileSync(join(folder, "runs.parquet"));
  vi.stubGlobal("fetch", (address: URL, options: { headers?: { Range?: string } } = {}) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(options.headers?.Range ?? "") ?? [];
    if (!address.pathname.endsWith("/study/runs.parquet"))
      return Promise.resolve(new Response("", { status: 404 }));
    if (!parts || start === undefined) return Promise.resolve(new Response(bytes));
    const part = bytes.subarray(Number(start), Number(end) + 1);
    const headers = { "Content-Range": `bytes ${start}-${String(Number(end))}/${String(bytes.length)}` };
    return Promise.resolve(new Response(part, { status: 206, headers }));
  });
}

describe("a table that pyarrow wrote", () => {
  test.each([true, false])("is read over http, in parts: %s", async (parts) => {
    serve(parts);
    const table = await RunTable.open(remoteTable("http://127.0.0.1/data/study"));
    expect([table.name, table.rows]).toEqual(["study", ROWS]);
    for (const { name } of table.columns) {
      const values = await table.values(name);
      const read = written.map((_, row) => cell(values, row));
      expect([name, read]).toEqual([name, written.map((row) => expected(row[name]))]);
    }
  });

  test("knows its runs by their ids, and where they and their pictures are", async () => {
    serve(true);
    const table = await RunTable.open(remoteTable("http://127.0.0.1/data/study/runs.parquet"));
    expect(await table.rowOf("out/two.zip")).toBe(1);
    expect(await table.rowOf("nobody")).toBeNull();
    expect(await table.picture(0)).toBe("http://127.0.0.1/data/out/one/images/x0_009.png");
    expect((await table.source(0)).name).toBe("one");
    await expect(table.source(1)).rejects.toMatchObject({ kind: "missing" });
  });

  test("shows first what differs, and says what does not", async () => {
    serve(true);
    const table = await RunTable.open(remoteTable("http://127.0.0.1/data/study/"));
    const shownFirst = firstColumns(table);
    expect(shownFirst).toEqual([
      "prompt",
      "complete",
      "loras",
      "seed",
      "cfg",
      "sampler",
      "rating",
      "guidance_l2_norm_mean",
      "x0_change_l2_last",
    ]);
    const same = shared(table).map((column) => [column.name, column.same]);
    expect(same).toEqual([
      ["checkpoint", "demo"],
      ["steps", "8"],
      ["scheduler", "karras"],
      ["width", "64"],
    ]);
    expect(["8", ""].map((same) => sharedValue({ same }))).toEqual(["8", "none"]);
  });

  test("is found in folders of this machine, with the place of its runs beside it", async () => {
    const bytes = readFileSync(join(folder, "runs.parquet"));
    const picked = (path: string, content: BlobPart = bytes) =>
      Object.assign(new File([content], path.split("/").at(-1) ?? ""), { webkitRelativePath: path });
    const run = [picked("all/out/one/metadata.json", "{}"), picked("all/out/two.zip", "no archive")];
    const place = await tableIn(pickedItems([picked("all/study/runs.parquet"), ...run]));
    if (!place) throw new Error("no table");
    const table = await RunTable.open(place);
    expect([table.name, table.rows, await table.isAlone()]).toEqual(["study", ROWS, false]);
    expect((await table.source(0)).name).toBe("one");
    await expect(table.source(1)).rejects.toMatchObject({ kind: "damaged", path: "two" });
    await expect(table.source(2)).rejects.toMatchObject({ kind: "missing", path: "runs/run_000002" });

    const alone = await tableIn(pickedItems([new File([bytes], "mine.parquet")]));
    expect(alone?.name).toBe("mine");
    expect(alone && (await (await RunTable.open(alone)).isAlone())).toBe(true);

    const inRun = [picked("one/metadata.json", "{}"), picked("one/runs.parquet")];
    expect(await tableIn(pickedItems(inRun))).toBeNull();
    expect(await tableIn(pickedItems(run))).toBeNull();
    const two = [picked("all/a/runs.parquet"), picked("all/b/runs.parquet")];
    await expect(tableIn(pickedItems(two))).rejects.toThrow(
      "all/a/runs.parquet, all/b/runs.parquet: these are",
    );
    await expect(tableIn(pickedItems([picked("study/runs.csv", "id")]))).rejects.toThrow("--format parquet");
  });

  test("that is none is refused", async () => {
    serve(true);
    await expect(RunTable.open(remoteTable("http://127.0.0.1/none"))).rejects.toMatchObject({
      kind: "missing",
    });
    expect(() => footerLength(new Uint8Array(20), "runs.parquet")).toThrow("it is no parquet file");
    const bytes = new Uint8Array(await (await openAsBlob(join(folder, "runs.parquet"))).arrayBuffer());
    const tail = bytes.slice(-footerLength(bytes, "runs.parquet"));
    expect(() => readFooter(tail.fill(255, 0, 40), "runs.parquet")).toThrow("its footer can't be read");
  });
});

test("every packing that pyarrow writes by itself is unpacked, in groups of rows", async () => {
  const program = [
    "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import tables",
    "[tables.write(pathlib.Path(sys.argv[2], name), 30, [], group=7, compression=name)" +
      " for name in ('snappy', 'zstd', 'gzip', 'none')]",
  ].join("\n");
  execFileSync(developmentPython(), ["-c", program, fileURLToPath(new URL("..", import.meta.url)), folder]);
  for (const packing of ["snappy", "zstd", "gzip", "none"]) {
    const bytes = new Uint8Array(readFileSync(join(folder, packing, "runs.parquet")));
    const { columns } = readFooter(bytes.slice(-footerLength(bytes, packing)), packing);
    const cfg = columns.find(({ name }) => name === "cfg");
    if (!cfg) throw new Error("there is no column cfg");
    for (const [facts, rows] of [
      [cfg, 30],
      [firstGroup(cfg), 7],
    ] as const) {
      const parts = Buffer.concat(facts.parts.map(([start, end]) => bytes.subarray(start, end)));
      const values = await decodeColumn(facts, new Uint8Array(parts), packing);
      const wanted = Array.from({ length: rows }, (_, i) => [1.5, 3, 4.5, 7][i % 4]);
      expect(values.kind === "numbers" && [...values.numbers]).toEqual(wanted);
    }
  }
}, 60_000);

const NUMBERS = valuesOf([3, null, 1.5, -7, 3]);
const TEXTS = valuesOf(["b", "a", null, "Blue", "a"]);
const ALL = Uint32Array.from([0, 1, 2, 3, 4]);

test("rows are ordered by numbers and texts; those without a value come last, equal ones keep their order", () => {
  expect([...sorted(ALL, NUMBERS, false)]).toEqual([3, 2, 0, 4, 1]);
  expect([...sorted(ALL, NUMBERS, true)]).toEqual([0, 4, 2, 3, 1]);
  expect([...sorted(ALL, TEXTS, false)]).toEqual([3, 1, 4, 0, 2]);
  const seeds = valuesOf([2n ** 64n - 1n, 9n, 2n ** 63n]);
  expect([...sorted(ALL.slice(0, 3), seeds, false)].map((row) => textOf(seeds, row))).toEqual([
    "9",
    "9223372036854775808",
    "18446744073709551615",
  ]);
});

test("rows are grouped by a value", () => {
  const groups = grouped(ALL, TEXTS).map(({ value, rows }) => [value, [...rows]]);
  expect(groups).toEqual([
    ["Blue", [3]],
    ["a", [1, 4]],
    ["b", [0]],
    [null, [2]],
  ]);
  expect(NUMBERS.kind === "numbers" && meanOf(ALL, NUMBERS.numbers)).toBe(0.125);
});

test.each([
  [NUMBERS, "3", [0, 4]],
  [NUMBERS, ">= 1.5", [0, 2, 4]],
  [NUMBERS, "<3", [2, 3]],
  [NUMBERS, "-7..1.5", [2, 3]],
  [NUMBERS, "2..", [0, 4]],
  [NUMBERS, "–", [1]],
  [NUMBERS, "many", null],
  [NUMBERS, "..", null],
  [TEXTS, "B", [0, 3]],
  [TEXTS, '"b"', [0]],
  [TEXTS, "–", [2]],
  [TEXTS, " ", [0, 1, 2, 3, 4]],
] as const)("a filter keeps rows: %#, %s", (values, filter, rows) => {
  const test = matching(values, filter, (text) => text.toLowerCase());
  expect(test && [...ALL].filter(test)).toEqual(rows);
});

test("a search finds rows that have each word in one of the columns", () => {
  const column = (cells: readonly (string | null)[]) => {
    const values = valuesOf(cells);
    if (values.kind !== "texts") throw new Error("no texts");
    return values;
  };
  const columns = [column(["red cat", "red dog", null]), column(["run 1", "run 2", "cat"])];
  const find = (search: string) => [0, 1, 2].filter(searched(3, columns, search));
  expect([find("red"), find("cat"), find("2 red"), find("red blue")]).toEqual([[0, 1], [0, 2], [1], []]);
});

test("dots of a scatter plot are found by pointing and by a frame", () => {
  const dots = dotsOf(ALL, NUMBERS, valuesOf([0, 1, 2, 3, 4]), [10, 0, 100, 100]);
  expect(nearest(dots, [108, 98], 5)).toBe(0);
  expect(nearest(dots, [60, 60], 5)).toBeNull();
  expect(inside(dots, [120, 120], [90, -10])).toEqual([0, 2, 4]);
});

test("axes of a scatter plot have round numbers or some of the texts, and keys go along them", () => {
  const marks = (values: Values, count: number) => ticksOf(values, ALL, count).map(({ text }) => text);
  expect(marks(NUMBERS, 4)).toEqual(["−6", "−4", "−2", "0", "2"]);
  expect(marks(valuesOf([1, 2, 2, 3, 1]), 8)).toEqual(["1", "2", "3"]);
  expect(marks(TEXTS, 9)).toEqual(["Blue", "a", "b"]);
  expect(marks(TEXTS, 2)).toEqual(["Blue", "b"]);
  const dots = dotsOf(ALL, NUMBERS, valuesOf([0, 1, 2, 3, 4]), [0, 0, 100, 100]);
  const along = (axis: "x" | "y", sign: 1 | -1) => {
    const found: number[] = [];
    for (let at = following(dots, null, axis, sign); at !== null; at = following(dots, at, axis, sign))
      found.push(at);
    return found;
  };
  expect(along("x", 1)).toEqual([3, 2, 4, 0]);
  expect(along("x", -1)).toEqual([0, 4, 2, 3]);
  expect(along("y", -1)).toEqual([0, 2, 3, 4]);
  expect([dotAt(dots, 3), dotAt(dots, 1)]).toEqual([[0, 25], null]);
});

test("numbers are written without zeros that say nothing", () => {
  expect([7.5, 3, 1.5, 6.9999, 1200.4, 0.30001, 1234567, 2.5e-7, -7.5].map(numberText)).toEqual([
    "7.5",
    "3",
    "1.5",
    "7",
    "1200",
    "0.3",
    "1234567",
    "2.50e−7",
    "−7.5",
  ]);
});

test("an address keeps what is shown of a table", () => {
  const asked = {
    ...WHOLE,
    as: "scatter" as const,
    sort: "cfg",
    descending: true,
    search: "a cat, and #",
    filters: { cfg: "3..7", prompt: 'a: "b"' },
    columns: ["cfg", "seed"],
    colour: "rating",
  };
  expect(readCatalogue(`#${writeCatalogue(asked)}`)).toEqual(asked);
  expect(readCatalogue(`#${writeCatalogue(WHOLE)}`)).toEqual(WHOLE);
  expect(readCatalogue("#step=3&view=workbench")).toBeNull();
  expect(readCatalogue("#view=catalogue&as=<b>&where=cfg&columns=")).toEqual({ ...WHOLE, columns: [] });
});
