import { ReadError, type ReadErrorKind } from "../run/errors.ts";

/** Functions of plain values, by name, so that they run anywhere; some return a promise. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each has parameters of its own
export type Tasks = Readonly<Record<string, (...values: any[]) => unknown>>;

export interface Request {
  readonly id: number;
  readonly name: string;
  readonly values: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: { readonly kind: string; readonly path: string; readonly reason: string };
    };

interface Pending {
  readonly request: Request;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A function that does tasks in a worker of theirs; here where there are none, as in Node or where a page's policy forbids
 * them. It throws ReadError as the task does.
 *
 * @param start makes the worker, which does the same tasks; it is made when it is first needed.
 */
export function performer<All extends Tasks>(tasks: All, start: () => Worker) {
  const pending = new Map<number, Pending>();
  let worker: Worker | null = null;
  let possible = typeof Worker !== "undefined";
  let count = 0;

  function startWorker(): Worker | null {
    if (worker || !possible) return worker;
    try {
      worker = start();
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
      resolve(task(...request.values) as never); // a promise is waited for
    } catch (error) {
      reject(error);
    }
  }

  return <Name extends keyof All & string>(
    name: Name,
    ...values: Parameters<All[Name]>
  ): Promise<Awaited<ReturnType<All[Name]>>> =>
    new Promise((resolve, reject) => {
      const waiting = { request: { id: count++, name, values }, resolve, reject };
      const started = startWorker();
      if (!started) return runHere(waiting);
      pending.set(waiting.request.id, waiting);
      started.postMessage(waiting.request);
    });
}

/** Do tasks that are asked for; called once, in a worker. */
export function answer(tasks: Tasks): void {
  addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    const task = tasks[data.name] as (...values: readonly unknown[]) => unknown;
    try {
      const value = await task(...data.values);
      postMessage({ id: data.id, value } satisfies Reply, { transfer: buffersOf(value) });
    } catch (error) {
      const { kind, path, reason } = ReadError.from(error, "damaged", "data");
      postMessage({ id: data.id, error: { kind, path, reason } } satisfies Reply);
    }
  });
}

/** Memory that the answer owns and can hand over instead of copying. */
function buffersOf(value: unknown): Transferable[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap(buffersOf))];
}
