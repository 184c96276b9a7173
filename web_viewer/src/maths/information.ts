import type { AttentionMap } from "../run/types.ts";

/**
 * How much a place of the picture tells about what it attends to: each token's part of the mutual information of cell and
 * token, I(X; T) = Σ_t Σ_x p(x, t) ln(p(x, t) / (p(x) p(t))), of the map scaled to sum 1 (Cover and Thomas, Elements of
 * Information Theory, section 2.3). Where all cells have the same mass, the parts sum to ln(cells) less the tokens' spatial
 * entropies, weighted by their attention.
 *
 * @param map a cross map, [T, r, c].
 * @returns [T], in nats: 0 for a token that all cells attend to alike.
 */
export function informationOfTokens(map: AttentionMap): Float64Array {
  const cells = map.entry.grid[0] * map.entry.grid[1];
  const tokens = Math.floor(map.values.length / cells);
  const byCell = new Float64Array(cells);
  const byToken = new Float64Array(tokens);
  for (let token = 0; token < tokens; token++) {
    for (let cell = 0; cell < cells; cell++) {
      const value = map.values[token * cells + cell] ?? 0;
      byCell[cell] = (byCell[cell] ?? 0) + value;
      byToken[token] = (byToken[token] ?? 0) + value;
    }
  }
  const total = byCell.reduce((sum, value) => sum + value, 0);
  return byToken.map((mass, token) => {
    let nats = 0;
    for (let cell = 0; cell < cells; cell++) {
      const value = map.values[token * cells + cell] ?? 0;
      if (value > 0) nats += (value / total) * Math.log((value * total) / (mass * (byCell[cell] ?? 0)));
    }
    return nats;
  });
}
