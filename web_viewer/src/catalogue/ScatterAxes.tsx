import type { Tick } from "./plot.ts";

/** A title and marks; `at` of a mark in pixels from the left or from above. */
interface Axis {
  readonly title: string;
  readonly ticks: readonly Tick[];
}

interface Props {
  readonly across: Axis;
  readonly up: Axis;
  readonly width: number;
  readonly height: number;
  readonly margin: Readonly<Record<"top" | "right" | "bottom" | "left", number>>;
}

/** Letters that a mark has room for. */
const LETTERS = 11;

/** The axes of a scatter plot: their lines, marks, titles and units. What they say stands in the plot's label, too. */
export function ScatterAxes({ across, up, width, height, margin }: Props) {
  const [left, right] = [margin.left - 12, width - margin.right + 12];
  const [top, bottom] = [margin.top - 10, height - margin.bottom + 10];
  return (
    <svg className="scatter-axes" width={width} height={height} aria-hidden>
      {up.ticks.map(({ at, text }) => (
        <g key={at}>
          <line className="grid" x1={left} x2={right} y1={at} y2={at} />
          <text className="tick" x={left - 6} y={at + 4} textAnchor="end">
            {shortened(text)}
          </text>
        </g>
      ))}
      {across.ticks.map(({ at, text }) => (
        <g key={at}>
          <line className="grid" x1={at} x2={at} y1={top} y2={bottom} />
          <text className="tick" x={at} y={bottom + 15} textAnchor="middle">
            {shortened(text)}
          </text>
        </g>
      ))}
      <path className="axis" d={`M${String(left)} ${String(top)}V${String(bottom)}H${String(right)}`} />
      <text className="tick" x={(left + right) / 2} y={height - 6} textAnchor="middle">
        {across.title}
      </text>
      <text className="tick" x={8} y={15}>
        {up.title}
      </text>
    </svg>
  );
}

const shortened = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text);
