/** Arrays of numbers: NumPy archives, float16, and the latents of a run. */
import { ReadError } from "../run/errors.ts";
import type { LatentArray, Latents } from "../run/types.ts";
import { checkGrowth, dataStart, locateDirectory, readDirectory, TAIL, unpack } from "./archive.ts";

/** An array of a NumPy archive, as it is stored. */
export interface StoredArray {
  readonly name: string;
  /** NumPy's code of the type: "<f2" is little-endian float16. */
  readonly type: string;
  readonly shape: readonly number[];
  /** In C order. */
  readonly bytes: Uint8Array;
}

const MAGIC = "\x93NUMPY";
/** The header as NumPy writes it. */
const HEADER = /^\s*\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([0-9, ]*)\), ?\}\s*$/;

/**
 * The arrays of these names that an .npz archive holds.
 *
 * @throws ReadError it is damaged, or holds one of them in another form than NumPy's plain arrays.
 */
export function readNpz(archive: Uint8Array, path: string, names: readonly string[]): StoredArray[] {
  const directory = locateDirectory(archive.subarray(-TAIL), archive.length, path);
  const bytes = archive.subarray(directory.at, directory.at + directory.bytes);
  const entries = readDirectory(bytes, directory.shift, path);
  const wanted = names.flatMap((name) => {
    const entry = entries.find((candidate) => candidate.name === `${name}.npy`);
    return entry ? [{ name, entry }] : [];
  });
  checkGrowth(
    wanted.map(({ entry }) => entry),
    path,
  );
  return wanted.map(({ name, entry }) => {
    const start = dataStart(archive.subarray(entry.at), entry);
    return readNpy(unpack(archive.subarray(start, start + entry.packed), entry), name, path);
  });
}

function readNpy(file: Uint8Array, name: string, path: string): StoredArray {
  const damaged = (reason: string) => new ReadError("damaged", `${path}: ${name}`, reason);
  const text = (from: number, to: number) => String.fromCharCode(...file.subarray(from, to));
  if (file.length < 12 || text(0, 6) !== MAGIC) throw damaged("it is no NumPy array");
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const [start, length] = file[6] === 1 ? [10, view.getUint16(8, true)] : [12, view.getUint32(8, true)];
  const header = HEADER.exec(length <= 10_000 ? text(start, start + length) : "");
  if (!header) throw damaged("its header is damaged");
  const [, type = "", fortran, sizes = ""] = header;
  if (fortran === "True") throw damaged("it is in Fortran order; expected C order");
  const shape = sizes
    .split(",")
    .filter((size) => size.trim())
    .map(Number);
  const expected = shape.reduce((product, size) => product * size, Number(/\d+$/.exec(type)?.[0] ?? NaN));
  const bytes = file.subarray(start + length, start + length + expected);
  if (bytes.length !== expected)
    throw damaged(`${type} of shape [${shape.join(", ")}] takes ${expected} bytes`);
  return { name, type, shape, bytes };
}

/** The value of each of the 65536 patterns of 16 bits: sign, 5 bits of exponent, 10 of fraction. */
const VALUES = Float32Array.from({ length: 1 << 16 }, (_, bits) => {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
});

/** Decode little-endian float16. An odd byte at the end is left out. */
export function decodeFloat16(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length >> 1);
  for (let i = 0; i < values.length; i++) {
    const bits = (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8);
    values[i] = VALUES[bits] ?? NaN;
  }
  return values;
}

/** Arrays of the archive by the names that `Latents` gives them. */
export const ARRAYS = {
  latents: "latents",
  predictedNoise: "predicted_noise",
  predictedNoiseText: "predicted_noise_text",
  predictedNoiseUncond: "predicted_noise_uncond",
  x0: "x0",
  initial: "latent_initial",
} as const satisfies Record<keyof Latents, string>;

/** The arrays that can be used: [steps, C, h, w], and the initial latent [C, h, w]. @throws ReadError */
export function readLatents(archive: Uint8Array, path: string): Latents {
  const stored = new Map(readNpz(archive, path, Object.values(ARRAYS)).map((array) => [array.name, array]));
  const array = (key: keyof Latents, dimensions: number): LatentArray | null => {
    const found = stored.get(ARRAYS[key]);
    return found?.shape.length === dimensions ? decode(found) : null;
  };
  return {
    latents: array("latents", 4),
    predictedNoise: array("predictedNoise", 4),
    predictedNoiseText: array("predictedNoiseText", 4),
    predictedNoiseUncond: array("predictedNoiseUncond", 4),
    x0: array("x0", 4),
    initial: array("initial", 3),
  };
}

/** float16 as the format says; float32 and float64, of other writers, are read too. */
function decode({ type, shape, bytes }: StoredArray): LatentArray | null {
  if (type === "<f2") return { shape, data: decodeFloat16(bytes) };
  const buffer = bytes.slice().buffer; // typed arrays start at multiples of their size
  if (type === "<f4") return { shape, data: new Float32Array(buffer) };
  if (type === "<f8") return { shape, data: Float32Array.from(new Float64Array(buffer)) };
  return null;
}
