import { performer } from "./performer.ts";
import { tasks } from "./tasks.ts";
import TasksWorker from "./tasks.worker.ts?worker&inline";

/** Do a task of a run. */
export const perform = performer(tasks, () => new TasksWorker());
