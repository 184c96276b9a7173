/** Tasks in a worker, and here where it does not start. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Request } from "../../src/worker/performer.ts";

const bytes = Uint8Array.from([0, 0x3c, 0, 0xc0]); // 1, -2 in float16
let posted: Request[] = [];
let terminated = 0;

beforeEach(() => {
  vi.resetModules();
  [posted, terminated] = [[], 0];
});
afterEach(() => vi.unstubAllGlobals());

/** A worker of which the test says what it does with a request. */
function stubWorker(answer: (worker: EventTarget, request: Request) => void): void {
  class StubWorker extends EventTarget {
    postMessage(request: Request): void {
      posted.push(request);
      queueMicrotask(() => answer(this, request));
    }
    terminate(): void {
      terminated++;
    }
  }
  vi.stubGlobal("Worker", StubWorker);
}

const reply = (worker: EventTarget, data: object) =>
  worker.dispatchEvent(new MessageEvent("message", { data }));
const load = async () => (await import("../../src/worker/perform.ts")).perform;

test("a task is done in the worker", async () => {
  stubWorker((worker, { id }) => reply(worker, { id, value: Float32Array.from([7]) }));
  const perform = await load();
  expect(await perform("decodeFloat16", bytes)).toEqual(Float32Array.from([7]));
  expect(posted).toMatchObject([{ name: "decodeFloat16", values: [bytes] }]);
});

test("its errors arrive as what they were", async () => {
  const error = { kind: "damaged", path: "a.npz", reason: "it is cut off" };
  stubWorker((worker, { id }) => reply(worker, { id, error }));
  const perform = await load();
  await expect(perform("readLatents", bytes, "a.npz")).rejects.toMatchObject({ name: "ReadError", ...error });
});

test("where the worker breaks, everything it had is done here, and it is not tried again", async () => {
  stubWorker((worker) => worker.dispatchEvent(new Event("error")));
  const perform = await load();
  const both = await Promise.all([perform("decodeFloat16", bytes), perform("decodeFloat16", bytes)]);
  expect(both).toEqual([Float32Array.from([1, -2]), Float32Array.from([1, -2])]);
  await perform("decodeFloat16", bytes);
  expect([posted.length, terminated]).toEqual([2, 1]);
});

test("where there are no workers, or none may be made, tasks are done here", async () => {
  const forbidden = vi.fn(() => {
    throw new Error("SecurityError");
  });
  for (const worker of [undefined, forbidden]) {
    vi.resetModules();
    vi.stubGlobal("Worker", worker);
    expect(await (await load())("decodeFloat16", bytes)).toEqual(Float32Array.from([1, -2]));
  }
});
