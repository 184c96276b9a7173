/** Maps of one step as they travel to panels: of tokens, packed by layer, and of the effects of words. */
import { asGrid, asList, asNumber, asObject, asText, type JsonObject } from "../run/untrusted.ts";
import type { Series, StepEffects } from "../run/types.ts";

/** The id of the mean over all recorded cross-attention layers; that of a layer is its name. */
export const MEAN = "mean";

/** The maps of all tokens of one prompt as they travel; unpacked when a word is first looked at. */
export class Maps {
  private shares: Float32Array | undefined;

  constructor(
    readonly grid: readonly [number, number],
    /** [T], the row of each token: padding shares one, its mean. */
    private readonly rows: readonly number[],
    /** [R], what 255 stands for. */
    private readonly peaks: readonly number[],
    /** [R, r, c] in base64. */
    private readonly levels: string,
  ) {}

  get shape(): readonly number[] {
    return [this.rows.length, ...this.grid];
  }

  /** [T, r, c] shares. */
  get values(): Float32Array {
    return (this.shares ??= this.unpacked());
  }

  private unpacked(): Float32Array {
    const levels = bytesOf(this.levels);
    const cells = this.grid[0] * this.grid[1];
    const shares = new Float32Array(this.rows.length * cells);
    for (const [token, row] of this.rows.entries()) {
      const scale = (this.peaks[row] ?? 0) / 255;
      for (let i = 0; i < cells; i++) shares[token * cells + i] = (levels[row * cells + i] ?? 0) * scale;
    }
    return shares;
  }
}

/** The maps of a layer, or of the mean over layers, at one step. */
export class LayerMaps {
  readonly layer: string;
  /** The layers that have maps at the step. */
  readonly count: number;
  /** By the id of their conditioning. */
  readonly of: ReadonlyMap<string, Maps>;

  constructor(maps: JsonObject) {
    this.layer = asText(maps.layer) ?? MEAN;
    this.count = asNumber(maps.count) ?? 1;
    const of = Object.entries(asObject(maps.of)).map(([id, one]) => [id, readMaps(asObject(one))] as const);
    this.of = new Map(of.flatMap(([id, one]) => (one ? [[id, one] as const] : [])));
  }

  /** Null at a step without maps. */
  static read(step: JsonObject): LayerMaps | null {
    return step.maps ? new LayerMaps(asObject(step.maps)) : null;
  }
}

/** The effects of words at one step. */
export class LiveEffects {
  /** The last is that of the noise floor. */
  readonly norms: Series;
  private shown: StepEffects | undefined;

  private constructor(
    private readonly step: number,
    private readonly maps: Maps,
    norms: unknown,
  ) {
    this.norms = asList(norms).map(asNumber);
  }

  /** Null at a step without effects. */
  static read(step: number, effects: unknown): LiveEffects | null {
    const { norms, ...packed } = asObject(effects);
    const maps = readMaps({ ...packed, rows: asList(packed.peaks).map((_, row) => row) });
    return maps && new LiveEffects(step, maps, norms);
  }

  get of(): StepEffects {
    return (this.shown ??= this.unpacked());
  }

  private unpacked(): StepEffects {
    const { grid, values, shape } = this.maps;
    const cells = grid[0] * grid[1];
    const words = Array.from({ length: shape[0] ?? 0 }, (_, word) =>
      values.subarray(word * cells, (word + 1) * cells),
    );
    return { step: this.step, grid, words, problem: null };
  }
}

function readMaps(maps: JsonObject): Maps | null {
  const grid = asGrid(maps.grid);
  const levels = asText(maps.values);
  const [rows, peaks] = [maps.rows, maps.peaks].map((list) => asList(list).map((n) => asNumber(n) ?? 0));
  return grid && rows && peaks && levels !== null ? new Maps(grid, rows, peaks, levels) : null;
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
