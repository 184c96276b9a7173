/** Which columns a page shows first: those in which runs differ, because that is what a person wants to see. */
import type { RunTable, TableColumn } from "../dataset/table/table.ts";
import { STATED } from "../format/columns.ts";

/** Columns that name a run or say how it is kept: shown in another way, or when they are asked for. */
const ASIDE = [
  "id",
  "path",
  "problem",
  "version",
  "schema_version",
  "created",
  "host",
  "pack_version",
  "picture",
  "files",
  "bytes",
  "maps",
  "lora_strengths",
];
/** What a person knows a run by comes first where it differs. */
const PROMPT = "prompt";
/** Columns of measurements that are shown first, at most, and by the end of their names. */
const MEASURED = 4;
const FIRST_MEASURED = /_mean$/;

const differs = ({ same, empty, name }: TableColumn) => same === null && !empty && !ASIDE.includes(name);
const measured = ({ name, unit }: TableColumn) => unit !== "" && !STATED.includes(name);

/** Columns that are shown until a person chooses, by name. */
export function firstColumns(table: RunTable): readonly string[] {
  const all = table.columns.filter(differs);
  const settings = all.filter((column) => !measured(column));
  const means = all.filter((column) => measured(column));
  const first = [...means.filter(({ name }) => FIRST_MEASURED.test(name)), ...means].slice(0, MEASURED);
  const names = [...settings, ...new Set(first)].map(({ name }) => name);
  return [...names.filter((name) => name === PROMPT), ...names.filter((name) => name !== PROMPT)];
}

/** What all runs share, for a line of text. */
export function shared(table: RunTable): readonly TableColumn[] {
  return table.columns.filter(({ same, empty, name }) => same !== null && !empty && !ASIDE.includes(name));
}

/** The value of a column that all runs share; an empty text is no negative prompt, or no edit. */
export const sharedValue = ({ same }: Pick<TableColumn, "same">): string => same || "none";

/** Columns that rows can be grouped by, and dots coloured: those in which they differ. */
export function differing(table: RunTable): readonly TableColumn[] {
  return table.columns.filter((column) => differs(column) || column.name === "problem");
}
