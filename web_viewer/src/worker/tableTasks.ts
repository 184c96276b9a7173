import { decodeColumn, readFooter } from "../bytes/parquet.ts";
import { sorted } from "../maths/rows.ts";
import { asCompared } from "../run/typed.ts";

/** What is done of a table. It has a worker of its own: only the viewer's page of a table needs the reader of parquet. */
export const tableTasks = {
  readFooter,
  decodeColumn,
  sorted,
  /** Texts in the form in which they are compared. */
  compared: (texts: readonly string[]) => texts.map(asCompared),
};
