/** A file of a web server, read in parts where the server gives parts, and as a whole where it does not. */
import type { Sliced } from "../../bytes/sliced.ts";
import { ReadError } from "../../run/errors.ts";

/** Asked for first: small files come with it, and of others it tells the size. */
const FIRST = 65_536;

/** @param path what the file is called in errors. @throws ReadError it is not there, or the server does not answer. */
export async function remoteFile(address: URL, path: string): Promise<Sliced> {
  const { bytes, size } = await ask(address, path, 0, FIRST);
  if (bytes.byteLength === size) return new Blob([bytes]);
  const slice = (start: number, end: number) => ({
    arrayBuffer: async () => {
      if (end <= bytes.byteLength) return bytes.slice(start, end);
      if (start >= end) return new ArrayBuffer(0);
      const part = await ask(address, path, start, end);
      return part.bytes.byteLength === part.size ? part.bytes.slice(start, end) : part.bytes;
    },
  });
  return { size, slice };
}

/** Bytes from `start` to before `end`, or all where the server gives no parts; and the size of the file. */
async function ask(
  address: URL,
  path: string,
  start: number,
  end: number,
): Promise<{ readonly bytes: ArrayBuffer; readonly size: number }> {
  try {
    const headers = { Range: `bytes=${String(start)}-${String(end - 1)}` };
    const response = await fetch(address, { headers });
    const page = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (page || response.status === 404 || response.status === 410)
      throw new ReadError("missing", path, `there is no such file at ${address.href}`);
    if (!response.ok) throw new ReadError("unreachable", path, `the server answers ${response.status}`);
    // Of another site's file the size may be hidden: then it is read as a whole.
    const size = /\/(\d+)$/.exec(response.headers.get("content-range") ?? "")?.[1];
    if (response.status === 206 && size === undefined) return await whole(await fetch(address));
    if (size === undefined) return await whole(response);
    return { bytes: await response.arrayBuffer(), size: Number(size) };
  } catch (error) {
    if (error instanceof ReadError) throw error;
    throw new ReadError("unreachable", path, `${address.href} can't be read; is the server running?`);
  }
}

async function whole(response: Response): Promise<{ readonly bytes: ArrayBuffer; readonly size: number }> {
  const bytes = await response.arrayBuffer();
  return { bytes, size: bytes.byteLength };
}
