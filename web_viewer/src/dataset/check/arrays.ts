import { perform } from "../../worker/perform.ts";
import type { Content } from "../content.ts";
import { ReadError } from "../../run/errors.ts";
import { ARRAYS, type StoredArray } from "../../bytes/arrays.ts";
import { latentPixels } from "../../run/latent.ts";
import { LIMITS } from "../layout.ts";
import type { RunSource } from "../../run/types.ts";
import { asInt, asObject, same, shown } from "../../run/untrusted.ts";
import { atMost } from "../values.ts";
import type { Findings } from "./keys.ts";
import type { Presence } from "./presence.ts";

/** Types of numbers that `readLatents` decodes. */
const NUMBERS = ["<f2", "<f4", "<f8"];
/** Real numbers and truth values, as Python reads them. */
const KINDS = /^[<>|=]?[biuf]/;
const REQUIRED = ["latents", "predicted_noise"];
const REQUIRED_NEWER = [...REQUIRED, "x0", ARRAYS.initial];

type Header = Omit<StoredArray, "bytes">;

/** Whether the archive of latents opens and holds what it must. */
export async function checkArrays(
  content: Content,
  source: RunSource,
  found: ReadonlyMap<string, Presence>,
  findings: Findings,
): Promise<void> {
  const path = String(asObject(content.metadata.artifacts).latents_noise);
  if (typeof found.get(path) !== "number") return;
  let headers: readonly Header[];
  try {
    headers = await perform(
      "arrayHeaders",
      new Uint8Array(await source.read(path, atMost(LIMITS.unpacked_bytes, path))),
      path,
    );
  } catch (error) {
    const { message } = ReadError.from(error, "damaged", path);
    return findings.error("array-unreadable", path, `it does not open: ${message} Export the run again`);
  }
  const odd = headers.find(({ type }) => !KINDS.test(type));
  if (odd) {
    const message = `it does not open: ${odd.name} holds ${odd.type}; expected numbers. Export the run again`;
    return findings.error("array-unreadable", path, message);
  }
  const required = content.newer ? REQUIRED_NEWER : REQUIRED;
  for (const name of required) {
    if (headers.some((header) => header.name === name)) continue;
    findings.error("array-missing", `${path}: ${name}`, `missing; expected ${required.join(", ")}`);
  }
  for (const header of headers) checkHeader(content, `${path}: ${header.name}`, header, headers, findings);
}

/** [steps, C, h, w], all alike, h and w being an eighth of the image; the initial latent [C, h, w]. */
function checkHeader(
  content: Content,
  where: string,
  { name, type, shape }: Header,
  all: readonly Header[],
  findings: Findings,
): void {
  if (!NUMBERS.includes(type))
    findings.error("array-dtype", where, `${type}; expected <f2, which is float16`);
  const [steps = 0, ...item] = all.find((header) => header.name === "latents")?.shape ?? shape;
  const grid = content.newer && name === "latents" && item.length === 3 ? statedGrid(content) : null;
  const cells = grid ? [item[0], ...grid] : item;
  const expected = name === ARRAYS.initial ? item : [content.steps ?? steps, ...cells];
  if (same(shape, expected) && item.length === 3 && !shape.includes(0)) return;
  const wanted = name === ARRAYS.initial ? "[C, h, w]" : "[steps, C, h, w]";
  findings.error("array-shape", where, `${shown(shape)}; expected ${shown(expected)}, ${wanted}`);
}

/** Rows and columns of the latent that the stated image size gives. */
export function statedGrid({ generator }: Content): readonly [number, number] | null {
  const [height, width] = [asInt(generator.height, 1), asInt(generator.width, 1)];
  const pixels = latentPixels(generator);
  return height && width ? [Math.floor(height / pixels), Math.floor(width / pixels)] : null;
}
