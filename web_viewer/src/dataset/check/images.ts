import { pngHeader, imageKind } from "../../bytes/png.ts";
import { ReadError } from "../../run/errors.ts";
import type { RunSource } from "../../run/types.ts";
import { IMAGE_LISTS, type Content } from "../content.ts";
import { LIMITS, METADATA } from "../layout.ts";
import { asList, shown } from "../../run/untrusted.ts";
import { atMost } from "../values.ts";
import type { Findings } from "./keys.ts";
import { eachOf, type Presence } from "./presence.ts";

/** Whether the images open: PNGs whole up to their pixels; of other kinds the browser decides when one is shown. */
export async function checkImages(
  content: Content,
  source: RunSource,
  found: ReadonlyMap<string, Presence>,
  findings: Findings,
): Promise<void> {
  const images = IMAGE_LISTS.flatMap((key) =>
    asList(content.metadata[key]).map((path, i) => ({
      where: `${METADATA}: ${key}[${i}]`,
      path: String(path),
    })),
  );
  await eachOf(images, async ({ where, path }) => {
    if (typeof found.get(path) !== "number") return;
    try {
      const bytes = new Uint8Array(await source.read(path, atMost(LIMITS.unpacked_bytes, path)));
      if ((imageKind(bytes) ?? "PNG") === "PNG") pngHeader(bytes, path);
    } catch (error) {
      const { reason } = ReadError.from(error, "damaged", path);
      const message = `${shown(path)} does not open: ${reason}; expected a whole PNG image`;
      findings.error("image-unreadable", where, message);
    }
  });
}
