import { IMAGE_LISTS, type Content } from "../content.ts";
import { ReadError } from "../../run/errors.ts";
import { METADATA } from "../layout.ts";
import { imageKind, pngHeader } from "../../bytes/png.ts";
import type { RunSource } from "../../run/types.ts";
import { asInt, asList, asObject, shown } from "../untrusted.ts";
import type { Findings } from "./findings.ts";
import { eachOf, type Presence } from "./presence.ts";

const RGB = 2;

interface Listed {
  readonly place: string;
  readonly path: string;
}

type Size = readonly [width: number, height: number];

/** Whether the images open, and have the format and size that the run states. */
export async function checkImages(
  content: Content,
  source: RunSource,
  found: ReadonlyMap<string, Presence>,
  findings: Findings,
): Promise<void> {
  const images = IMAGE_LISTS.flatMap((key) =>
    asList(content.metadata[key]).map((path, i) => ({
      place: `${METADATA}: ${key}[${i}]`,
      path: String(path),
    })),
  ).filter(({ path }) => typeof found.get(path) === "number");
  const sizes = new Map<string, Size>();
  await eachOf(images, async (image) => {
    const size = await sizeOf(image, source, findings);
    if (size) sizes.set(image.place, size);
  });
  let expected = statedSize(content);
  for (const { place, path } of images) {
    const size = sizes.get(place);
    if (!size) continue;
    expected ??= size; // without a stated size, all are like the first
    if (size.join("x") === expected.join("x")) continue;
    findings.error(
      "image-size",
      place,
      `${shown(path)} is ${size.join("x")}; expected ${expected.join("x")}`,
    );
  }
}

function statedSize({ generator }: Content): Size | null {
  const { width, height } = asObject(generator.image_size);
  const [across, down] = [asInt(width, 1), asInt(height, 1)];
  return across && down ? [across, down] : null;
}

/** The size of a PNG; null where it can't be told. */
async function sizeOf({ place, path }: Listed, source: RunSource, findings: Findings): Promise<Size | null> {
  try {
    const bytes = new Uint8Array(await source.read(path));
    const kind = imageKind(bytes);
    const png = kind === null || kind === "PNG" ? pngHeader(bytes, path) : null;
    if (!png || png.colour !== RGB || png.depth !== 8) {
      const is = png ? `PNG of colour type ${png.colour} with ${png.depth} bits` : kind;
      findings.error("image-format", place, `${shown(path)} is ${is}; expected PNG, RGB, 8 bits`);
    }
    return png && [png.width, png.height];
  } catch (error) {
    const { reason } = ReadError.from(error, "damaged", path);
    findings.error("image-unreadable", place, `${shown(path)} does not open: ${reason}`);
    return null;
  }
}
