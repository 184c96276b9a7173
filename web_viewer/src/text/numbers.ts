import { text } from "./text.ts";

/** Numbers as people read them: four significant digits, a real minus sign, a dash for what was not measured. */
export function readable(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const digits =
    size >= 1e5 || size < 1e-3 ? value.toExponential(2) : value.toPrecision(size >= 1000 ? 4 : 3);
  return digits.replace("e+", "e").replace("-", "−");
}

/** Marks of an axis, without digits that say nothing. */
export function mark(value: number): string {
  return (Math.abs(value) >= 1e5 ? value.toExponential() : String(+value.toPrecision(4))).replace("-", "−");
}

/** A share between 0 and 1 as percent. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value > 0 && value < 0.0005) return text("under 0.1 %");
  const hundredths = value * 100;
  return `${hundredths.toFixed(hundredths < 10 && hundredths > 0 ? 1 : 0)} %`;
}
