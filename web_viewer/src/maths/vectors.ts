type Vector = ArrayLike<number>;

/** ‖a‖₂, in float64. */
export function l2Norm(a: Vector): number {
  return Math.sqrt(dot(a, a));
}

/** ‖a − b‖₂. @throws RangeError they have different lengths. */
export function l2Distance(a: Vector, b: Vector): number {
  sameLength(a, b);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}

/** a·b / (‖a‖ ‖b‖); null where one of them is zero. @throws RangeError they have different lengths. */
export function cosine(a: Vector, b: Vector): number | null {
  sameLength(a, b);
  const scale = l2Norm(a) * l2Norm(b);
  return scale > 0 ? dot(a, b) / scale : null;
}

export function dot(a: Vector, b: Vector): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function sameLength(a: Vector, b: Vector): void {
  if (a.length !== b.length)
    throw new RangeError(`Vectors of ${a.length} and ${b.length} values can't be compared.`);
}

/** Smallest and largest of the numbers that are there; null where there are none. */
export function extent(values: Iterable<number | null | undefined>): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : null;
}
