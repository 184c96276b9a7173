import { ReadError } from "../run/errors.ts";
import { tasks, type Reply, type Request } from "./tasks.ts";

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  const task = tasks[data.name] as (...values: readonly unknown[]) => unknown;
  try {
    const value = task(...data.values);
    postMessage({ id: data.id, value } satisfies Reply, { transfer: buffersOf(value) });
  } catch (error) {
    const { kind, path, reason } = ReadError.from(error, "damaged", "data");
    postMessage({ id: data.id, error: { kind, path, reason } } satisfies Reply);
  }
});

/** Memory that the answer owns and can hand over instead of copying. */
function buffersOf(value: unknown): Transferable[] {
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (typeof value !== "object" || value === null) return [];
  return [...new Set(Object.values(value).flatMap(buffersOf))];
}
