import { scaleLinear, scaleLog } from "d3-scale";
import { line as lineOf } from "d3-shape";
import { memo, type PointerEvent, type RefObject, useMemo, useRef, useState } from "react";

import type { Series } from "../run/types.ts";
import { nearestLevel } from "../maths/align.ts";
import { extent } from "../maths/vectors.ts";
import { mark, readable } from "../text/numbers.ts";
import { text } from "../text/text.ts";
import { useSize } from "./useSize.ts";

export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: Series;
  /** Where each value stands along the axis; as many as there are values. */
  readonly at: readonly number[];
  readonly dashed?: boolean;
  /** Beside the others: without a dot and without a value to read. */
  readonly thin?: boolean;
}

/** What runs along the axis: the step, or the noise level from high to low. */
export interface Axis {
  readonly name: string;
  readonly falling: boolean;
}

export const STEP_AXIS: Axis = {
  get name() {
    return text("step");
  },
  falling: false,
};
export const SIGMA_AXIS: Axis = {
  get name() {
    return text("noise level σ, from high to low (logarithmic)");
  },
  falling: true,
};

interface Props {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly axis: Axis;
  /** Where the crosshair stands on the axis; null for none. */
  readonly cursor: number | null;
  readonly onPick?: (at: number) => void;
  /** Height in pixels where nothing gives it more. */
  readonly least?: number;
  readonly unit?: string;
  readonly svgRef?: RefObject<SVGSVGElement | null>;
  /** The vertical axis begins at zero. */
  readonly fromZero?: boolean;
}

const MARGIN = { top: 24, right: 14, bottom: 34, left: 46 };

/** Curves over the steps of a run: gaps where nothing was measured, a crosshair at the step, values on hovering. */
export function LinePlot({ label, lines, axis, cursor, onPick, least = 190, unit, svgRef, fromZero }: Props) {
  const [frame, size] = useSize<HTMLDivElement>(360);
  const { width } = size;
  const height = Math.max(least, size.height);
  const [hover, setHover] = useState<number | null>(null);
  const dragging = useRef(false);
  const scales = useMemo(
    () => scalesOf(lines, axis, width, height, fromZero ?? false),
    [lines, axis, width, height, fromZero],
  );
  if (!scales) return <p className="soft small">{text("Nothing was measured.")}</p>;
  const { x } = scales;
  const nearest = (event: PointerEvent<SVGSVGElement>) => {
    const pixel = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const places = lines[0]?.at ?? [];
    return places.reduce<number | null>(
      (best, at) => (best === null || Math.abs(x(at) - pixel) < Math.abs(x(best) - pixel) ? at : best),
      null,
    );
  };
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const at = nearest(event);
    setHover(at);
    if (dragging.current && at !== null) onPick?.(at);
  };
  const shown = hover ?? cursor;
  const told = lines.filter(({ thin }) => !thin);
  return (
    <div className="plot">
      <div className="drawing" ref={frame} style={{ minHeight: least }}>
        <svg
          ref={svgRef}
          role="img"
          aria-label={label}
          viewBox={`0 0 ${String(width)} ${String(height)}`}
          width={width}
          height={height}
          onPointerMove={point}
          onPointerLeave={() => {
            setHover(null);
            dragging.current = false;
          }}
          onPointerDown={(event) => {
            dragging.current = true;
            event.currentTarget.setPointerCapture(event.pointerId);
            point(event);
          }}
          onPointerUp={() => {
            dragging.current = false;
          }}
        >
          <Curves lines={lines} axis={axis} scales={scales} width={width} height={height} unit={unit ?? ""} />
          {cursor !== null && <Rule x={x(cursor)} height={height} kind="cursor" />}
          {hover !== null && hover !== cursor && <Rule x={x(hover)} height={height} kind="hover" />}
          {shown !== null && <Dots lines={told} at={shown} axis={axis} scales={scales} />}
        </svg>
      </div>
      <Readout lines={told} at={shown} axis={axis} />
    </div>
  );
}

type Scale = (value: number) => number;
interface Scales {
  readonly x: Scale;
  readonly y: Scale;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
}

function scalesOf(
  lines: readonly Line[],
  axis: Axis,
  width: number,
  height: number,
  zero: boolean,
): Scales | null {
  const across = extent(lines.flatMap((l) => l.at.filter((v) => !axis.falling || v > 0)));
  const up = extent(lines.flatMap((l) => l.values));
  if (!across || !up) return null;
  const range = [MARGIN.left, width - MARGIN.right];
  const x = (axis.falling ? scaleLog() : scaleLinear()).domain(
    axis.falling ? [across[1], across[0]] : across,
  );
  x.range(across[0] === across[1] ? [(range[0] ?? 0) + 20, (range[0] ?? 0) + 20] : range);
  const room = up[1] > up[0] ? (up[1] - up[0]) * 0.06 : Math.abs(up[1]) * 0.1 || 1;
  const y = scaleLinear([height - MARGIN.bottom, MARGIN.top]).domain([
    zero ? Math.min(0, up[0]) : up[0] - room,
    up[1] + room,
  ]);
  const ticks = axis.falling ? decades(x.domain()) : x.ticks(6).filter(Number.isInteger);
  return {
    // The last noise level of a schedule may be 0, which a logarithmic axis does not have: it stands at its end.
    x: (v) => (axis.falling && !(v > 0) ? width - MARGIN.right : x(v)),
    y,
    xTicks: ticks,
    yTicks: y.ticks(4),
  };
}

/** 1, 2 and 5 of each power of ten within the ends, or the powers alone where those would be too many. */
function decades(domain: readonly number[]): readonly number[] {
  const [high = 1, low = 1] = domain;
  const powers = Array.from({ length: 12 }, (_, i) => 10 ** (i - 6));
  const all = powers.flatMap((p) => [p, 2 * p, 5 * p]).filter((t) => t >= low && t <= high);
  return all.length > 7 ? all.filter((t) => powers.includes(t)) : all;
}

const Curves = memo(function Curves(props: {
  lines: readonly Line[];
  axis: Axis;
  scales: Scales;
  width: number;
  height: number;
  unit: string;
}) {
  const { lines, axis, scales, width, height, unit } = props;
  const { x, y, xTicks, yTicks } = scales;
  return (
    <>
      {yTicks.map((tick) => (
        <g key={tick}>
          <line className="grid" x1={MARGIN.left} x2={width - MARGIN.right} y1={y(tick)} y2={y(tick)} />
          <text className="tick" x={MARGIN.left - 6} y={y(tick) + 4} textAnchor="end">
            {mark(tick)}
          </text>
        </g>
      ))}
      {xTicks.map((tick) => (
        <text key={tick} className="tick" x={x(tick)} y={height - MARGIN.bottom + 16} textAnchor="middle">
          {mark(tick)}
        </text>
      ))}
      <text className="tick" x={width / 2} y={height - 3} textAnchor="middle">
        {axis.name}
      </text>
      {unit && (
        <text className="tick" x={2} y={12}>
          {unit}
        </text>
      )}
      {lines.map((l) => (
        <Curve key={l.name} line={l} scales={scales} />
      ))}
    </>
  );
});

/** A line with gaps; a value between two gaps is a point of its own. */
function Curve({ line, scales }: { line: Line; scales: Scales }) {
  const { values, at } = line;
  const measured = (i: number) => typeof values[i] === "number";
  const path = lineOf<number>()
    .defined(measured)
    .x((i) => scales.x(at[i] ?? 0))
    .y((i) => scales.y(values[i] ?? 0))([...values.keys()]);
  const alone = [...values.keys()].filter((i) => measured(i) && !measured(i - 1) && !measured(i + 1));
  return (
    <g>
      <path
        className={line.thin ? "curve thin" : "curve"}
        d={path ?? ""}
        stroke={line.colour}
        strokeDasharray={line.dashed ? "5 3" : undefined}
      />
      {alone.map((i) => (
        <circle key={i} r={2.5} cx={scales.x(at[i] ?? 0)} cy={scales.y(values[i] ?? 0)} fill={line.colour} />
      ))}
    </g>
  );
}

function Rule({ x, height, kind }: { x: number; height: number; kind: "cursor" | "hover" }) {
  return <line className={`rule ${kind}`} x1={x} x2={x} y1={MARGIN.top} y2={height - MARGIN.bottom} />;
}

interface DotsProps {
  readonly lines: readonly Line[];
  readonly at: number;
  readonly axis: Axis;
  readonly scales: Scales;
}

/** Each on its own curve, where the value that the readout tells stands. */
function Dots({ lines, at, axis, scales }: DotsProps) {
  return lines.map((line) => {
    const index = nearestIndex(line, at, axis);
    const [value, place] = [line.values[index] ?? null, line.at[index]];
    return value === null || place === undefined ? null : (
      <circle
        key={line.name}
        className="dot"
        r={3.5}
        cx={scales.x(place)}
        cy={scales.y(value)}
        fill={line.colour}
      />
    );
  });
}

function Readout({ lines, at, axis }: { lines: readonly Line[]; at: number | null; axis: Axis }) {
  return (
    <ul className="readout small">
      {at !== null && (
        <li className="soft">
          {axis.falling ? text("noise level") : text("step")} {mark(at)}
        </li>
      )}
      {lines.map((line) => (
        <li key={line.name}>
          <span className={line.dashed ? "key dashed" : "key"} style={{ borderColor: line.colour }} />
          {line.name} <b>{at === null ? "" : readable(line.values[nearestIndex(line, at, axis)])}</b>
        </li>
      ))}
    </ul>
  );
}

/** The value of a line that stands at a place of the axis, or nearest to it: along noise levels in ln σ, as steps pair. */
function nearestIndex({ at: places }: Line, at: number, axis: Axis): number {
  if (axis.falling) return nearestLevel(places, at);
  const distances = places.map((place) => Math.abs(place - at));
  return distances.indexOf(Math.min(...distances));
}
