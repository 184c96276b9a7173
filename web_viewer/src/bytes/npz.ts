import { ReadError } from "../run/errors.ts";
import { dataStart, locateDirectory, readDirectory, TAIL, unpack } from "./archive.ts";

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
  return names.flatMap((name) => {
    const entry = entries.find((candidate) => candidate.name === `${name}.npy`);
    if (!entry) return [];
    const start = dataStart(archive.subarray(entry.at), entry);
    return [readNpy(unpack(archive.subarray(start, start + entry.packed), entry), name, path)];
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
