/** Entropies and divergences of distributions, in nats. Weights need not sum to 1: they are scaled to. */

type Weights = ArrayLike<number>;

/** −Σ p ln p of the weights scaled to sum 1; null where they have no sum. */
export function entropy(weights: Weights): number | null {
  const total = sum(weights);
  if (!(total > 0)) return null;
  let result = 0;
  for (let i = 0; i < weights.length; i++) {
    const p = (weights[i] ?? 0) / total;
    if (p > 0) result -= p * Math.log(p);
  }
  return result;
}

/** Smallest probability in the divergence that metrics.json holds. */
const FLOOR = 1e-8;

/** Σ p ln(p/q), each weight being raised to at least 1e-8 first, as attention_kl_divergence is defined. */
export function klDivergence(p: Weights, q: Weights): number {
  sameLength(p, q);
  const floored = (weights: Weights) => Float64Array.from(weights, (weight) => Math.max(weight, FLOOR));
  const [a, b] = [floored(p), floored(q)];
  const [totalA, totalB] = [sum(a), sum(b)];
  return a.reduce((result, weight, i) => {
    const share = weight / totalA;
    return result + share * Math.log(share / ((b[i] ?? FLOOR) / totalB));
  }, 0);
}

/**
 * Jensen-Shannon divergence: the mean of the divergences of p and q from their middle. 0 for equal
 * distributions, ln 2 for those that share nothing; null where one has no sum.
 */
export function jsDivergence(p: Weights, q: Weights): number | null {
  sameLength(p, q);
  const [totalP, totalQ] = [sum(p), sum(q)];
  if (!(totalP > 0) || !(totalQ > 0)) return null;
  let result = 0;
  for (let i = 0; i < p.length; i++) {
    const [a, b] = [(p[i] ?? 0) / totalP, (q[i] ?? 0) / totalQ];
    const middle = (a + b) / 2;
    if (a > 0) result += (a * Math.log(a / middle)) / 2;
    if (b > 0) result += (b * Math.log(b / middle)) / 2;
  }
  return Math.max(0, result); // rounding may leave equal distributions just below
}

function sum(weights: Weights): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] ?? 0;
  return total;
}

function sameLength(p: Weights, q: Weights): void {
  if (p.length !== q.length)
    throw new RangeError(`Distributions over ${p.length} and ${q.length} places can't be compared.`);
}
