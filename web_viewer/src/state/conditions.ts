import type { Condition } from "../dataset/types.ts";

/** "Prompt", "Negative prompt", or the guider's own name and the id. */
export function conditionName(condition: Condition): string {
  if (condition.id === "c0") return "Prompt";
  if (condition.polarity === "negative") return "Negative prompt";
  return `${condition.polarity} (${condition.id})`;
}
