/** Size of a latent's cells, from the file that Python reads too. */
import file from "../../../diffulizer/format/files.json";
import { asInt, type JsonObject } from "./untrusted.ts";

/** Pixels along each side of a latent cell, where a run does not say how many. */
export const LATENT_PIXELS = file.latent_pixels;

/** Pixels along each side of a latent cell of a run. */
export function latentPixels(generator: JsonObject): number {
  return asInt(generator.latent_pixels, 1) ?? LATENT_PIXELS;
}
