import { type Content, FILE_LISTS } from "../content.ts";
import type { ReadErrorKind } from "../../run/errors.ts";
import { LIMITS, METADATA } from "../layout.ts";
import { safePath } from "../paths.ts";
import type { Problem, RunSource } from "../../run/types.ts";
import { asList, asObject, asSizes, shown } from "../../run/untrusted.ts";
import { checkArrays } from "./arrays.ts";
import { Findings } from "./keys.ts";
import { checkImages } from "./images.ts";
import { listedPaths } from "./paths.ts";
import { findFiles, type Presence } from "./presence.ts";

const BYTES_PER_VALUE = 2;
/** Told so often at most while files are looked at; each report may draw something. */
const REPORT_EVERY = 16;

/** The rule and the message for a file that can't be had. */
const SAID: Partial<Record<ReadErrorKind, readonly [rule: string, message: string]>> = {
  escapes: ["path-escapes", "leads out of the run's folder"],
  missing: ["file-missing", "does not exist; export the run again"],
};

/**
 * Whether listed files are there and lead nowhere else, and the form of each: bytes of maps, headers of images,
 * arrays of the archive.
 */
export async function checkFiles(
  content: Content,
  source: RunSource,
  onProgress?: (done: number, total: number) => void,
): Promise<readonly Problem[]> {
  const findings = new Findings();
  const list = await source.list();
  const paths = [...new Set(listedPaths(content).map(({ path }) => path))].filter(safePath);
  let done = 0;
  const found = await findFiles(source, list, paths, () => {
    if (++done % REPORT_EVERY === 0) onProgress?.(done, paths.length);
  });
  checkPresence(content, found, findings);
  checkSizes(content, found, findings);
  await checkImages(content, source, found, findings);
  await checkArrays(content, source, found, findings);
  onProgress?.(paths.length, paths.length);
  return findings.problems;
}

function checkPresence(content: Content, found: ReadonlyMap<string, Presence>, findings: Findings): void {
  for (const { where, path } of listedPaths(content)) {
    const presence = found.get(String(path));
    if (typeof path !== "string" || presence === undefined || typeof presence === "number") continue;
    const [rule, message] = SAID[presence.kind] ?? ["file-missing", `can't be read: ${presence.reason}`];
    findings.error(rule, where, `${shown(path)} ${message}`);
  }
}

/** Bytes of each map against its shape. */
function checkSizes(content: Content, found: ReadonlyMap<string, Presence>, findings: Findings): void {
  for (const list of FILE_LISTS) {
    asList(content.metadata[list]).forEach((entry, i) => {
      const { path, shape } = asObject(entry);
      const actual = found.get(String(path));
      if (asList(shape).length === 0 || typeof actual !== "number") return;
      const expected = bytesOf(shape);
      if (actual === expected) return;
      const takes =
        expected === null ? `is none; a map has at most ${LIMITS.map_bytes} bytes` : `takes ${expected}`;
      const message = `${shown(path)} has ${actual} bytes; shape ${shown(shape)} ${takes}`;
      findings.error("map-size", `${METADATA}: ${list}[${i}].shape`, message);
    });
  }
}

/** Bytes of a map of this shape; null where it is no shape, or larger than a map may be. */
function bytesOf(shape: unknown): number | null {
  const bytes = asSizes(shape)?.reduce((product, size) => product * size, BYTES_PER_VALUE) ?? null;
  return bytes !== null && bytes <= LIMITS.map_bytes ? bytes : null;
}
