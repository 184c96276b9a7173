/** Sweeps over all pairs; a symmetric matrix is diagonal to the last digit after about ten. */
const SWEEPS = 60;

export interface Eigen {
  /** Falling. */
  readonly values: readonly number[];
  /** `vectors[k]`, of length 1, belongs to `values[k]`. */
  readonly vectors: readonly Float64Array[];
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by Jacobi's rotations, which is exact to rounding for
 * small eigenvalues too.
 *
 * @param rows n rows of n values; they are overwritten.
 */
export function symmetricEigen(rows: readonly Float64Array[]): Eigen {
  const n = rows.length;
  const vectors = rows.map((_, i) => Float64Array.from({ length: n }, (_, k) => (i === k ? 1 : 0)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let rotated = false;
    for (let p = 0; p < n - 1; p++)
      for (let q = p + 1; q < n; q++) rotated = rotate(rows, vectors, p, q) || rotated;
    if (!rotated) break;
  }
  const values = rows.map((row, i) => row[i] ?? 0);
  const order = values.map((_, i) => i).sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0));
  return {
    values: order.map((i) => values[i] ?? 0),
    vectors: order.map((i) => vectors[i] ?? new Float64Array(n)),
  };
}

/** Turn the axes p and q so that their product vanishes. Rows of `vectors` are the axes. False if it is nothing already. */
function rotate(
  rows: readonly Float64Array[],
  vectors: readonly Float64Array[],
  p: number,
  q: number,
): boolean {
  const [rowP, rowQ, axisP, axisQ] = [rows[p], rows[q], vectors[p], vectors[q]];
  if (!rowP || !rowQ || !axisP || !axisQ) return false;
  const [pp, qq, pq] = [rowP[p] ?? 0, rowQ[q] ?? 0, rowP[q] ?? 0];
  if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(Math.abs(pp * qq)) * 1e-3) return false;
  const slope = (qq - pp) / (2 * pq);
  const t = Math.sign(slope || 1) / (Math.abs(slope) + Math.hypot(slope, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  turn(rowP, rowQ, c, s);
  for (const row of rows) {
    const [a, b] = [row[p] ?? 0, row[q] ?? 0];
    row[p] = c * a - s * b;
    row[q] = s * a + c * b;
  }
  rowP[q] = rowQ[p] = 0;
  turn(axisP, axisQ, c, s);
  return true;
}

function turn(first: Float64Array, second: Float64Array, c: number, s: number): void {
  for (let k = 0; k < first.length; k++) {
    const [a, b] = [first[k] ?? 0, second[k] ?? 0];
    first[k] = c * a - s * b;
    second[k] = s * a + c * b;
  }
}
