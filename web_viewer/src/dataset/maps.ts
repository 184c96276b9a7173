import type { Content, ListedMap } from "./content.ts";
import { isAttentionType } from "./layout.ts";
import { safePath } from "./paths.ts";
import type { AttentionType, MapEntry } from "../run/types.ts";

/** Finds a run's maps by layer, step, condition and head. Of several for one place, the first counts. */
export class MapIndex {
  private readonly entries = new Map<string, MapEntry>();
  private readonly heads = new Map<string, Set<number>>();

  constructor(content: Content) {
    for (const listed of content.maps) {
      const entry = usable(listed, content);
      if (!entry) continue;
      const key = mapKey(entry);
      if (!this.entries.has(key)) this.entries.set(key, entry);
      if (entry.head !== null) {
        const heads = this.heads.get(entry.layer) ?? new Set();
        this.heads.set(entry.layer, heads.add(entry.head));
      }
    }
  }

  find(layer: string, step: number, condition: string, head: number | null): MapEntry | undefined {
    return this.entries.get(mapKey({ layer, step, condition, head }));
  }

  /** In rising order. */
  headsOf(layer: string): readonly number[] {
    return [...(this.heads.get(layer) ?? [])].sort((a, b) => a - b);
  }
}

/** Tells maps of one run apart. */
export function mapKey(map: Pick<MapEntry, "layer" | "step" | "condition" | "head">): string {
  return `${map.step} ${map.head ?? "mean"} ${map.condition} ${map.layer}`;
}

/** The entry if its file can be read and its values placed, else null. */
function usable(listed: ListedMap, content: Content): MapEntry | null {
  const { path, layer, type, step, shape, condition, head } = listed;
  if (!safePath(path) || layer === null || step === null || shape === null) return null;
  if (!isAttentionType(type)) return null;
  const grid = gridOf(type, shape, listed.grid ?? content.layerGrid(layer));
  return grid && { path, layer, type, step, condition, head, shape, grid };
}

/** [r, c] that fits the shape: as stated, or a square where nothing that fits is stated. */
function gridOf(
  type: AttentionType,
  shape: readonly number[],
  stated: readonly [number, number] | null,
): readonly [number, number] | null {
  const [first, second, third] = shape;
  if (first === undefined || second === undefined) return null;
  if (type === "cross") return third === undefined || shape.length > 3 ? null : [second, third];
  if (shape.length !== 2 || first !== second) return null;
  if (stated && stated[0] * stated[1] === first) return stated;
  const side = Math.round(Math.sqrt(first));
  return side * side === first ? [side, side] : [1, first];
}
