import { ReadError, type ReadErrorKind } from "../run/errors.ts";
import TasksWorker from "./tasks.worker.ts?worker&inline";
import { tasks, type Reply, type Request, type TaskName, type Tasks } from "./tasks.ts";

interface Pending {
  readonly request: Request;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

const pending = new Map<number, Pending>();
let worker: Worker | null = null;
let possible = typeof Worker !== "undefined";
let count = 0;

/**
 * Do a task in the worker; here where there are none, as in Node or where a page's policy forbids them.
 *
 * @throws ReadError as the task does.
 */
export function perform<Name extends TaskName>(
  name: Name,
  ...values: Parameters<Tasks[Name]>
): Promise<ReturnType<Tasks[Name]>> {
  return new Promise((resolve, reject) => {
    const waiting = { request: { id: count++, name, values }, resolve, reject };
    const started = startWorker();
    if (!started) return runHere(waiting);
    pending.set(waiting.request.id, waiting);
    started.postMessage(waiting.request);
  });
}

function startWorker(): Worker | null {
  if (worker || !possible) return worker;
  try {
    worker = new TasksWorker();
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => settle(data));
    worker.addEventListener("error", giveUp);
  } catch {
    possible = false;
  }
  return worker;
}

function settle(reply: Reply): void {
  const waiting = pending.get(reply.id);
  pending.delete(reply.id);
  if (!waiting) return;
  if ("value" in reply) return waiting.resolve(reply.value as never);
  const { kind, path, reason } = reply.error;
  waiting.reject(new ReadError(kind as ReadErrorKind, path, reason));
}

/** The worker did not start, or broke: everything it had is done here. */
function giveUp(): void {
  worker?.terminate();
  worker = null;
  possible = false;
  const left = [...pending.values()];
  pending.clear();
  left.forEach(runHere);
}

function runHere({ request, resolve, reject }: Pending): void {
  const task = tasks[request.name] as (...values: readonly unknown[]) => unknown;
  try {
    resolve(task(...request.values) as never);
  } catch (error) {
    reject(error);
  }
}
