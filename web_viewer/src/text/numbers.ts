import { text } from "./text.ts";

/** Numbers as people read them: three significant digits, a real minus sign, a dash for what was not measured. */
export function readable(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) return typeset(value.toExponential(2));
  return typeset(size >= 999.5 ? value.toFixed(0) : value.toPrecision(3));
}

/** Marks of an axis, without digits that say nothing. */
export function mark(value: number): string {
  const short = Number(value.toPrecision(4));
  const size = Math.abs(short);
  return typeset(size >= 1e5 || (size > 0 && size < 1e-4) ? short.toExponential() : String(short));
}

function typeset(digits: string): string {
  return digits.replace("e+", "e").replaceAll("-", "−");
}

/** A share between 0 and 1 as percent; no line ends before the sign. */
export function percent(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value > 0 && value < 0.0005) return text("under {share}", { share: "0.1\u00a0%" });
  const hundredths = value * 100;
  return `${hundredths.toFixed(hundredths < 10 && hundredths > 0 ? 1 : 0)}\u00a0%`;
}

export const stepCount = (count: number): string =>
  count === 1 ? text("1 step") : text("{count} steps", { count });

/** Mega- and kilobytes as file managers write them. */
export function fileSize(bytes: number): string {
  if (bytes < 1e6) return `${String(Math.max(1, Math.round(bytes / 1e3)))} kB`;
  const mega = bytes / 1e6;
  return `${mega.toFixed(mega < 10 ? 1 : 0)} MB`;
}
