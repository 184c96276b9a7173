import { scaleLinear } from "d3-scale";
import type { KeyboardEvent, RefObject } from "react";

import { useSize } from "./useSize.ts";

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
/** Of names: pixels of a letter, about, and the most letters that are written out. */
const LETTER = 7.6;
const LETTERS = 24;
const VALUES = 54;

/** Bars from zero, the longest filling the width; each can be chosen. */
export function BarPlot({ label, bars, svgRef }: Props) {
  const [frame, { width }] = useSize<HTMLDivElement>(360);
  const named = bars.map(({ name }) => (name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name));
  const names = 16 + LETTER * Math.max(4, ...named.map(({ length }) => length));
  const x = scaleLinear(
    [0, Math.max(1e-12, ...bars.map((b) => b.value))],
    [0, Math.max(10, width - names - VALUES)],
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
            {named[i] !== bar.name && <title>{bar.name}</title>}
            <rect className="hit" x={0} y={i * ROW} width={width} height={ROW} />
            <text className="bar-name" x={names - 8} y={i * ROW + 15} textAnchor="end">
              {named[i]}
            </text>
            <rect
              x={names}
              y={i * ROW + 4}
              width={Math.max(1, x(bar.value))}
              height={ROW - 8}
              rx={2}
              fill={bar.colour}
            />
            <text className="tick" x={names + x(bar.value) + 6} y={i * ROW + 15}>
              {bar.shown}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}
