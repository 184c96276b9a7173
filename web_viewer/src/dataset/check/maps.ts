import { METADATA, isAttentionType } from "../layout.ts";
import type { Content, ListedMap } from "../content.ts";
import { same, shown } from "../../run/untrusted.ts";
import type { Findings } from "./keys.ts";

/** Why maps that are listed can't be shown, or not where they belong. */
export function checkMaps(content: Content, findings: Findings): void {
  const tokens = new Map<string, number>();
  for (const entry of content.maps) {
    const { where, layer, step, condition } = entry;
    if (layer !== null && !content.layers.has(layer))
      findings.error(
        "layer-unknown",
        `${where}.layer_id`,
        `${shown(layer)}; expected an id of ${METADATA}: layers`,
      );
    if (step !== null && content.steps !== null && step >= content.steps)
      findings.error("map-step", `${where}.step`, `${step}; the run has steps 0 to ${content.steps - 1}`);
    const count = tokens.get(condition) ?? content.tokensOf(condition).length;
    tokens.set(condition, count);
    const message = shapeProblem(entry, count);
    if (message) findings.error("map-shape", `${where}.shape`, message);
  }
}

/** What is wrong with a shape: cross maps are [tokens, rows, columns], self maps [N, N] with N = rows · columns. */
function shapeProblem({ shape, grid, type }: ListedMap, tokens: number): string {
  if (shape === null || !isAttentionType(type)) return "";
  const [first, second] = shape;
  const cells = shape.slice(1);
  if (type === "cross") {
    if (shape.length !== 3) return `${shown(shape)}; expected [tokens, rows, columns]`;
    if (tokens > 0 && first !== tokens) return `${shown(shape)}; its condition has ${tokens} tokens`;
    return grid && !same(cells, grid) ? `${shown(shape)}; its grid is ${shown(grid)}` : "";
  }
  if (shape.length !== 2 || first !== second) return `${shown(shape)}; expected [N, N]`;
  return grid && grid[0] * grid[1] !== first
    ? `${shown(shape)}; its grid ${shown(grid)} has ${grid[0] * grid[1]} cells`
    : "";
}
