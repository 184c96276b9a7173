import { perform } from "../worker/perform.ts";
import { ReadError } from "../run/errors.ts";
import { LIMITS } from "./layout.ts";
import type { AttentionMap, MapEntry, Problem, RunSource } from "../run/types.ts";

const BYTES_PER_VALUE = 2;
/** Sums of float16 values may lie this far above 1, and so may a value. */
const ROUNDING = 1e-3;

/** Values of a .bin file of this shape, in C order. @throws ReadError it is missing or of another size. */
export async function readFloat16(
  source: RunSource,
  path: string,
  shape: readonly number[],
): Promise<Float32Array> {
  const expected = shape.reduce((product, size) => product * size, BYTES_PER_VALUE);
  const check = (size: number) => {
    if (size !== expected) {
      const takes = `shape [${shape.join(", ")}] takes ${expected}`;
      throw new ReadError("damaged", path, `it has ${size} bytes; ${takes}`);
    }
    atMost(LIMITS.map_bytes, path)(size);
  };
  const bytes = await source.read(path, check);
  check(bytes.byteLength); // a file may have changed since its size was told
  return perform("decodeFloat16", new Uint8Array(bytes));
}

/** Refuses files of more bytes. */
export function atMost(most: number, path: string): (bytes: number) => void {
  return (bytes) => {
    if (bytes > most)
      throw new ReadError("too-large", path, `it has ${bytes} bytes; at most ${most} are read`);
  };
}

/** A map; values that are no numbers become 0, and the map says so. @throws ReadError as readFloat16. */
export async function readMap(source: RunSource, entry: MapEntry): Promise<AttentionMap> {
  const values = await readFloat16(source, entry.path, entry.shape);
  let [broken, low, high] = [0, Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!Number.isFinite(value)) {
      broken++;
      values[i] = 0;
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { entry, values, problem: problemOf(entry.path, broken, low, high) };
}

function problemOf(where: string, broken: number, low: number, high: number): Problem | null {
  const problem = (message: string): Problem => ({ rule: "map-values", where, message, severity: "error" });
  if (broken > 0) return problem(`${broken} values are NaN or infinite, shown as 0; expected 0 to 1`);
  if (low < 0 || high > 1 + ROUNDING) return problem(`values from ${low} to ${high}; expected 0 to 1`);
  return null;
}
