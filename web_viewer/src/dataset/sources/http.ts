import { ReadError } from "../../run/errors.ts";
import { METADATA } from "../layout.ts";
import { addressOf } from "../paths.ts";
import type { RunSource } from "../../run/types.ts";

/**
 * A run in a folder of a web server, which needs no listing and no ranges.
 *
 * @param address of the folder or of its metadata.json, absolute or relative to `page`.
 * @throws ReadError the address is none.
 */
export function httpSource(address: string, page: string | URL = document.baseURI): RunSource {
  const folder = folderOf(address, page);
  return {
    name: decodeURIComponent(folder.pathname.split("/").filter(Boolean).at(-1) ?? folder.host),
    read: (path, check) => download(addressOf(folder, path), path, check),
    list: () => Promise.resolve(null),
  };
}

function folderOf(address: string, page: string | URL): URL {
  if (!URL.canParse(address, page)) throw new ReadError("unsafe", address, "it is no address of a run");
  const folder = new URL(address, page);
  if (folder.pathname.endsWith(`/${METADATA}`)) folder.pathname = folder.pathname.slice(0, -METADATA.length);
  return folder;
}

async function download(
  address: URL,
  path: string,
  check: (bytes: number) => void = () => undefined,
): Promise<ArrayBuffer> {
  try {
    const response = await fetch(address);
    // A server of single-page applications answers with its page for a file that is not there.
    const page = response.headers.get("content-type")?.startsWith("text/html") ?? false;
    if (page || response.status === 404 || response.status === 410) {
      throw new ReadError("missing", path, `there is no such file at ${address.href}`);
    }
    if (!response.ok) throw new ReadError("unreachable", path, `the server answers ${response.status}`);
    const stated = response.headers.get("content-encoding") ? null : response.headers.get("content-length");
    try {
      if (stated !== null) check(Number(stated));
    } catch (error) {
      await response.body?.cancel();
      throw error;
    }
    const bytes = await response.arrayBuffer();
    check(bytes.byteLength);
    return bytes;
  } catch (error) {
    if (error instanceof ReadError) throw error;
    const advice =
      address.protocol === "file:" ? "choose the run's folder instead" : "is the server running?";
    throw new ReadError("unreachable", path, `${address.href} can't be read; ${advice}`);
  }
}
