import type { Condition } from "./types.ts";
import { text } from "../text/text.ts";

/** "Prompt", "Negative prompt", or the guider's own name and the id. */
export function conditionName(condition: Condition): string {
  if (condition.id === "c0") return text("Prompt");
  if (condition.polarity === "negative") return text("Negative prompt");
  return `${condition.polarity} (${condition.id})`;
}
