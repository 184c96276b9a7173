import { performer } from "./performer.ts";
import { tableTasks } from "./tableTasks.ts";
import TableWorker from "./table.worker.ts?worker&inline";

/** Do a task of a table of runs. */
export const performOnTable = performer(tableTasks, () => new TableWorker());
