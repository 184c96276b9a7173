import type { Content, ListedMap } from "../content.ts";
import { isAttentionType } from "../layout.ts";
import { same, shown } from "../untrusted.ts";

/** What is wrong with a map's shape: cross [tokens, rows, columns]; self [N, N] with N = rows · columns. */
export function shapeProblems(content: Content): (entry: ListedMap) => string[] {
  const tokens = lookUp((condition) => content.tokensOf(condition).length);
  const areas = new Map(content.conditions.map(({ id, area }) => [id, area ?? null]));
  // A condition that acts on a part of the image has grids of its own.
  const whole = lookUp((condition) => same(areas.get(condition) ?? null, areas.get("c0") ?? null));
  const grids = lookUp((layer) => content.layerGrid(layer));
  return ({ shape, grid, type, layer, condition }) => {
    if (shape === null || !isAttentionType(type)) return [];
    const found =
      type === "cross" ? crossProblems(shape, grid, tokens(condition), condition) : selfProblems(shape, grid);
    if (shape.length !== (type === "cross" ? 3 : 2)) return found;
    const full = grids(layer ?? "");
    if (grid && full && whole(condition) && !fits(grid, full)) {
      found.push(`grid ${shown(grid)} does not keep the aspect ratio of the layer's grid ${shown(full)}`);
    }
    return found;
  };
}

/** The function, which then computes each answer once: thousands of maps ask for a few layers. */
function lookUp<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    if (!known.has(key)) known.set(key, compute(key));
    return known.get(key) as T;
  };
}

function crossProblems(
  shape: readonly number[],
  grid: readonly number[] | null,
  tokens: number,
  condition: string,
): string[] {
  const [first, ...cells] = shape;
  if (cells.length !== 2) return [`${shown(shape)}; expected [tokens, rows, columns]`];
  const found: string[] = [];
  if (tokens > 0 && first !== tokens)
    found.push(`${shown(shape)}; condition ${shown(condition)} has ${tokens} tokens`);
  if (grid && !same(cells, grid))
    found.push(`${shown(shape)}; grid ${shown(grid)} gives ${shown([first, ...grid])}`);
  return found;
}

function selfProblems(shape: readonly number[], grid: readonly [number, number] | null): string[] {
  const [queries, keys, ...more] = shape;
  if (keys === undefined || more.length > 0) return [`${shown(shape)}; expected [N, N]`];
  if (queries !== keys) return [`${shown(shape)}; expected a square`];
  const cells = grid && grid[0] * grid[1];
  return cells !== null && queries !== cells
    ? [`${shown(shape)}; grid ${shown(grid)} has ${cells} cells`]
    : [];
}

/** The longer side is what was asked for, the other one in proportion, rounded. */
function fits(grid: readonly [number, number], full: readonly [number, number]): boolean {
  const scale = Math.max(...grid) / Math.max(...full);
  const near = (size: number, whole: number) => size === 1 || Math.abs(size - whole * scale) <= 0.5 + 1e-9;
  return scale <= 1 && near(grid[0], full[0]) && near(grid[1], full[1]);
}
