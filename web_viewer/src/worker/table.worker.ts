import { answer } from "./performer.ts";
import { tableTasks } from "./tableTasks.ts";

answer(tableTasks);
