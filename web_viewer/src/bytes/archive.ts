/** The parts of a zip archive that finding and unpacking single files takes, zip64 included. */
import file from "../../../diffulizer/format/files.json";
import { Inflate } from "fflate";
import { ReadError, type ReadErrorKind } from "../run/errors.ts";

export interface ZipEntry {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly size: number;
  /** Where its local header starts. */
  readonly at: number;
}

/** The end of an archive in which its directory is announced: the record, its zip64 form, and the longest comment. */
export const TAIL = 22 + 20 + 56 + 0xffff;
/** Bytes of a local header before the name. */
export const LOCAL_HEADER = 30;
/** Deflate can't shrink by more. */
const MOST_SHRUNK = 1032;
const { unpacked_bytes: LARGEST, growth_bytes: MOST_GROWTH } = file.limits;

interface Directory {
  /** Where it starts, and its length. */
  readonly at: number;
  readonly bytes: number;
  /** Of all places that the archive states: bytes before it in the file move them. */
  readonly shift: number;
}

/** Where the directory lies. @param tail the last bytes of an archive of `size` bytes. @throws ReadError */
export function locateDirectory(tail: Uint8Array, size: number, archive: string): Directory {
  const view = viewOf(tail);
  const is = (at: number, signature: number) => at >= 0 && view.getUint32(at, true) === signature;
  for (let i = tail.length - 22; i >= 0; i--) {
    if (!is(i, 0x06054b50)) continue;
    const large = is(i - 20, 0x07064b50) && is(i - 76, 0x06064b50) ? i - 76 : null;
    const [bytes, at] =
      large === null
        ? [view.getUint32(i + 12, true), view.getUint32(i + 16, true)]
        : [Number(view.getBigUint64(large + 40, true)), Number(view.getBigUint64(large + 48, true))];
    const start = size - tail.length + (large ?? i) - bytes;
    if (start < 0) break;
    return { at: start, bytes, shift: start - at };
  }
  throw new ReadError("damaged", archive, "it is no zip archive, or was cut off");
}

/** The entries of a directory, folders left out. @throws ReadError */
export function readDirectory(directory: Uint8Array, shift: number, archive: string): ZipEntry[] {
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let start = 0;
  while (start < directory.length) {
    if (start + 46 > directory.length || view.getUint32(start, true) !== 0x02014b50) {
      throw new ReadError("damaged", archive, "its directory is damaged");
    }
    const short = (at: number) => view.getUint16(start + at, true);
    const nameEnd = start + 46 + short(28);
    const extraEnd = nameEnd + short(30);
    const large = largeNumbers(directory.subarray(nameEnd, extraEnd));
    const long = (at: number) => {
      const value = view.getUint32(start + at, true);
      return value === 0xffffffff ? (large.shift() ?? value) : value;
    };
    const name = decodeName(directory.subarray(start + 46, nameEnd), short(8));
    const [size, packed, at] = [long(24), long(20), long(42) + shift]; // large numbers stand in this order
    const entry = {
      name,
      method: short(10),
      encrypted: (short(8) & 1) === 1,
      crc: view.getUint32(start + 16, true),
      packed,
      size,
      at,
    };
    if (!name.endsWith("/")) entries.push(entry);
    start = extraEnd + short(32);
  }
  return entries;
}

/** Where an entry's bytes start. @param header from `entry.at` on, name included. @throws ReadError */
export function dataStart(header: Uint8Array, entry: ZipEntry): number {
  const view = viewOf(header);
  const damaged = new ReadError("damaged", entry.name, "its place in the archive is damaged");
  if (header.length < LOCAL_HEADER || view.getUint32(0, true) !== 0x04034b50) throw damaged;
  const name = header.subarray(LOCAL_HEADER, LOCAL_HEADER + view.getUint16(26, true));
  if (decodeName(name, view.getUint16(6, true)) !== entry.name) throw damaged;
  return entry.at + LOCAL_HEADER + view.getUint16(26, true) + view.getUint16(28, true);
}

/** Unpack an entry, never to more than it states. @throws ReadError */
export function unpack(packed: Uint8Array, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const { name, method, encrypted, size } = entry;
  const error = (kind: ReadErrorKind, reason: string) => new ReadError(kind, name, reason);
  if (encrypted) throw error("unsupported", "it is encrypted; pack the run without a password");
  if (method !== 0 && method !== 8) throw error("unsupported", `its method ${method} is not deflate`);
  if (size > LARGEST) throw error("too-large", `it unpacks to ${size} bytes; at most ${LARGEST} are read`);
  const possible = method === 0 ? size === packed.length : size <= packed.length * MOST_SHRUNK;
  if (packed.length !== entry.packed || !possible) {
    throw error("damaged", "its sizes in the archive are wrong");
  }
  checkGrowth([entry], name);
  const bytes = method === 0 ? new Uint8Array(packed) : inflate(packed, entry);
  if (crc32(bytes) !== entry.crc) throw error("damaged", "its checksum is wrong; pack the run again");
  return bytes;
}

/** Refuse entries that grow by too much: what is large hardly shrinks. @throws ReadError */
export function checkGrowth(entries: readonly ZipEntry[], name: string): void {
  const grown = entries.reduce((sum, { size, packed }) => sum + size - packed, 0);
  if (grown <= MOST_GROWTH) return;
  const reason = `it grows by ${grown} bytes when it is unpacked; at most ${MOST_GROWTH} are read`;
  throw new ReadError("too-large", name, reason);
}

function inflate(packed: Uint8Array, { name, size }: ZipEntry): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  const wrong = (how: string) =>
    new ReadError("damaged", name, `it unpacks to ${how} than the archive states`);
  let filled = 0;
  const stream = new Inflate((chunk) => {
    if (filled + chunk.length > size) throw wrong("more");
    bytes.set(chunk, filled);
    filled += chunk.length;
  });
  try {
    stream.push(packed, true);
  } catch (error) {
    throw ReadError.from(error, "damaged", name);
  }
  if (filled !== size) throw wrong("less");
  return bytes;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** UTF-8 where the archive says so, else Latin-1: ASCII is the same in both. */
function decodeName(bytes: Uint8Array, flags: number): string {
  return flags & 0x800 ? new TextDecoder().decode(bytes) : String.fromCharCode(...bytes);
}

/** The numbers of the zip64 part of a directory entry. */
function largeNumbers(extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let i = 0; i + 4 <= extra.length; i += 4 + view.getUint16(i + 2, true)) {
    if (view.getUint16(i, true) !== 1) continue;
    const count = Math.min(view.getUint16(i + 2, true), extra.length - i - 4) >> 3;
    return Array.from({ length: count }, (_, k) => Number(view.getBigUint64(i + 4 + 8 * k, true)));
  }
  return [];
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** The checksum of zip archives and PNG chunks. */
export function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    value = (TABLE[(value ^ (bytes[i] ?? 0)) & 255] ?? 0) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}
