import type { Content } from "../content.ts";
import type { Problem } from "../types.ts";

/** What the JSON files alone tell. */
export function checkContent(_content: Content): readonly Problem[] {
  return [];
}
