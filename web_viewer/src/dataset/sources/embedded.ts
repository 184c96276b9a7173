import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { zipSources } from "./zip.ts";

declare global {
  /** Runs that classic scripts brought along: base64 of a zip archive each, by name. */
  var diffulizerRuns: Record<string, string> | undefined;
}

/** Names of the runs that the page's scripts have brought along so far. */
export function embeddedNames(): readonly string[] {
  return Object.keys(globalThis.diffulizerRuns ?? {});
}

/** A run that a script has brought along. @throws ReadError there is none of that name, or it is damaged. */
export async function embeddedSource(name: string): Promise<RunSource> {
  const runs = globalThis.diffulizerRuns ?? {};
  const text = Object.hasOwn(runs, name) ? runs[name] : undefined;
  if (text === undefined) throw new ReadError("missing", name, "the page brings no run of this name along");
  const [source] = await zipSources(new Blob([decodeBase64(text, name)]), name);
  if (!source) throw new ReadError("missing", name, "it holds no run");
  return { ...source, name };
}

/**
 * Load a script that brings a run along: pages opened from a file may do that, where they may not fetch.
 *
 * @param address of the script, relative to the page.
 * @throws ReadError it can't be loaded, or brings no run of that name.
 */
export async function scriptSource(name: string, address: string): Promise<RunSource> {
  if (!embeddedNames().includes(name)) await loadScript(name, address);
  return embeddedSource(name);
}

/** Run a classic script of another file. @throws ReadError it can't be loaded. */
export function loadScript(name: string, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () =>
      reject(new ReadError("missing", name, `${address} can't be loaded`)),
    );
    document.head.append(script);
  });
}

function decodeBase64(text: string, name: string): Uint8Array<ArrayBuffer> {
  try {
    const characters = atob(text);
    const bytes = new Uint8Array(characters.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i); // Uint8Array.from takes ten times as long
    return bytes;
  } catch {
    throw new ReadError("damaged", name, "its data are no base64");
  }
}
