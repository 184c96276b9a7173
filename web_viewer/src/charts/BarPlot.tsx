import { scaleLinear } from "d3-scale";
import type { KeyboardEvent, RefObject } from "react";

import { useWidth } from "./useSize.ts";

export interface Bar {
  readonly key: string;
  readonly name: string;
  readonly value: number;
  readonly shown: string;
  readonly colour: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

interface Props {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly svgRef?: RefObject<SVGSVGElement | null>;
}

const ROW = 22;
const NAMES = 110;
const VALUES = 54;

/** Bars from zero, the longest filling the width; each can be chosen. */
export function BarPlot({ label, bars, svgRef }: Props) {
  const [frame, width] = useWidth<HTMLDivElement>(360);
  const x = scaleLinear(
    [0, Math.max(1e-12, ...bars.map((b) => b.value))],
    [0, Math.max(10, width - NAMES - VALUES)],
  );
  const height = bars.length * ROW;
  return (
    <div className="bars" ref={frame}>
      <svg
        ref={svgRef}
        role="group"
        aria-label={label}
        width={width}
        height={height}
        viewBox={`0 0 ${String(width)} ${String(height)}`}
      >
        {bars.map((bar, i) => (
          <g
            key={bar.key}
            className={bar.selected ? "bar selected" : "bar"}
            role="button"
            tabIndex={0}
            aria-pressed={bar.selected}
            onClick={bar.onSelect}
            onKeyDown={(event: KeyboardEvent) => {
              if (event.key !== "Enter" && event.key !== " ") return;
              event.preventDefault();
              bar.onSelect();
            }}
          >
            <rect className="hit" x={0} y={i * ROW} width={width} height={ROW} />
            <text className="bar-name" x={NAMES - 8} y={i * ROW + 15} textAnchor="end">
              {bar.name.length > 15 ? `${bar.name.slice(0, 14)}…` : bar.name}
            </text>
            <rect
              x={NAMES}
              y={i * ROW + 4}
              width={Math.max(1, x(bar.value))}
              height={ROW - 8}
              rx={2}
              fill={bar.colour}
            />
            <text className="tick" x={NAMES + x(bar.value) + 6} y={i * ROW + 15}>
              {bar.shown}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
