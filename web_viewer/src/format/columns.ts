/** Columns of tables of many runs, from the file by which Python writes them. */
import file from "../../../diffulizer/format/columns.json";
import { CHANNELS } from "./channels.ts";

/** A column as people read it. */
export interface ColumnText {
  readonly title: string;
  readonly unit: string;
  readonly description: string;
}

/** Major version of the tables that this viewer reads. */
export const TABLE_VERSION = file.schema_version.split(".")[0] ?? "";

const { columns, metrics } = file.tables.runs;
const stated = columns.map(({ name, unit, description }): [string, ColumnText] => [
  name,
  { title: name.replaceAll("_", " "), unit, description },
]);
const measured = CHANNELS.filter(({ shape }) => metrics.shapes.includes(shape)).flatMap((channel) =>
  metrics.columns.map(({ suffix, text }): [string, ColumnText] => [
    channel.key + suffix,
    {
      title: `${channel.title}, ${suffix.slice(1)}`,
      unit: channel.unit,
      description: `${channel.definition} Here ${text}.`,
    },
  ]),
);
const KNOWN: ReadonlyMap<string, ColumnText> = new Map([...stated, ...measured]);

/** Columns of the table of runs that state a setting or a fact, in their order. */
export const STATED: readonly string[] = stated.map(([name]) => name);

/** What a column of the table of runs holds; a column of one's own is called as it is. */
export function columnText(name: string): ColumnText {
  return KNOWN.get(name) ?? { title: name.replaceAll("_", " "), unit: "", description: "" };
}
