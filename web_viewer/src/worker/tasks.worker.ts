import { answer } from "./performer.ts";
import { tasks } from "./tasks.ts";

answer(tasks);
