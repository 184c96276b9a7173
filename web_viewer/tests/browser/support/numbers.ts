/** Numbers as the viewer writes them, by rules of the tests' own. */

/** A share as percent: one decimal below ten. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "under 0.1\u00a0%";
  const shown = 100 * share;
  return shown > 0 && shown < 10 ? `${shown.toFixed(1)}\u00a0%` : `${shown.toFixed(0)}\u00a0%`;
}

/** Three significant digits, all before the decimal point, powers of ten for what is very large or small. */
export function readable(value: number | null | undefined): string {
  if (value == null || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const power = Math.floor(Math.log10(Math.abs(value)));
  if (power >= 5 || power < -3) return value.toExponential(2).replace("e+", "e").replaceAll("-", "−");
  return (Math.abs(value) >= 999.5 ? value.toFixed(0) : value.toPrecision(3)).replace("-", "−");
}

export function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

export function mean(values: ArrayLike<number>): number {
  return sum(Array.from(values)) / values.length;
}

/** The Euclidean norm. */
export function norm(values: ArrayLike<number>): number {
  return Math.sqrt(sum(Array.from(values, (v) => v * v)));
}

export function largest(values: Iterable<number>): number {
  let most = -Infinity;
  for (const value of values) if (value > most) most = value;
  return most;
}
