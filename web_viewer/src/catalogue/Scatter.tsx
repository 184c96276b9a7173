import { type PointerEvent, useEffect, useMemo, useRef, useState } from "react";

import { rankOf, type Values } from "../bytes/values.ts";
import { useSize } from "../charts/useSize.ts";
import type { RunTable } from "../dataset/table/table.ts";
import { colourTable, cssColour } from "../drawing/colours.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { openRows, pick, showCatalogue } from "../state/table.ts";
import type { Axes } from "./Catalogue.tsx";
import { cellText, numberText } from "./cells.ts";
import { Picture } from "./Picture.tsx";
import { dotsOf, extentOf, type Extent, inside, nearest, share } from "./plot.ts";
import type { Known } from "./useValues.ts";

/** Room for the ends of the axes, in pixels, and how near a pointer has to be; and the dots' size, of so many. */
const [EDGE, NEAR] = [28, 12];
const dotOf = (count: number): number => (count > 20_000 ? 3 : count > 1000 ? 5 : 9);

interface Props {
  readonly table: RunTable;
  readonly axes: Axes;
  readonly known: Known;
  readonly rows: Uint32Array;
}

/** Two columns against each other: a dot a run. Pointing names it, a click opens it, dragging selects. */
export function Scatter({ table, axes, known, rows }: Props) {
  const app = useAppStore();
  const picked = useApp((s) => s.picked);
  const theme = useApp((s) => s.theme);
  const [box, { width, height }] = useSize<HTMLDivElement>(600);
  const canvas = useRef<HTMLCanvasElement>(null);
  // As `start`, at once: a press, a move and a release may come before the next rendering.
  const pressed = useRef<readonly [number, number] | null>(null);
  const [start, setStart] = useState<readonly [number, number] | null>(null);
  const [to, setTo] = useState<readonly [number, number] | null>(null);
  const whole = (name: string | null) => (name && known.whole.has(name) ? known.of.get(name) : undefined);
  const [x, y, colour] = [whole(axes.x), whole(axes.y), whole(axes.colour)];
  const dots = useMemo(
    () => (x && y ? dotsOf(rows, x, y, [EDGE, EDGE / 2, width - 2 * EDGE, height - 1.5 * EDGE]) : null),
    [rows, x, y, width, height],
  );
  const hues = useMemo(() => colour && extentOf(colour, rows), [colour, rows]);
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!canvas.current || !context || !dots) return;
    const scale = window.devicePixelRatio;
    canvas.current.width = width * scale;
    canvas.current.height = height * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(canvas.current);
    const [plain, accent] = [style.getPropertyValue("--soft"), style.getPropertyValue("--accent")];
    const map = colourTable("viridis");
    const draw = (i: number, fill: string, size: number) => {
      context.fillStyle = fill;
      context.fillRect((dots.x[i] ?? NaN) - size / 2, (dots.y[i] ?? NaN) - size / 2, size, size);
    };
    rows.forEach((row, i) => {
      const fill = colour && hues ? cssColour(map, share(rankOf(colour, row), hues)) : plain;
      draw(i, fill, dotOf(rows.length));
    });
    if (picked.size > 0)
      rows.forEach((row, i) => {
        if (picked.has(row)) draw(i, accent, dotOf(rows.length) + 2);
      });
  }, [dots, rows, colour, hues, picked, width, height, theme]);
  const place = (event: PointerEvent): readonly [number, number] => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const dragged = start && to && isDrag(start, to) ? { a: start, b: to } : null;
  const near = dots && to && !dragged ? nearest(dots, to, NEAR) : null;
  const ends = (name: string, values: Values | undefined) => {
    const title = table.columns.find((column) => column.name === name)?.title ?? name;
    return values ? `${title}: ${endsOf(values, extentOf(values, rows))}` : `${title}: reading …`;
  };
  return (
    <div className="scatter">
      <div className="row small">
        {(["x", "y", "colour"] as const).map((axis) => (
          <label key={axis}>
            {axis === "colour" ? "Colour" : axis === "x" ? "Across" : "Up"}{" "}
            <select
              value={axes[axis] ?? ""}
              onChange={(event) => {
                showCatalogue(app, { [axis]: event.target.value || null });
              }}
            >
              {axis === "colour" && <option value="">none</option>}
              {table.columns
                .filter(({ empty }) => !empty)
                .map(({ name, title }) => (
                  <option key={name} value={name}>
                    {title}
                  </option>
                ))}
            </select>
          </label>
        ))}
        <span className="soft">Click a dot to open its run, drag to select runs.</span>
      </div>
      <div
        ref={box}
        className="scatter-box"
        role="img"
        aria-label={`${String(rows.length)} runs. Across: ${ends(axes.x, x)}. Up: ${ends(axes.y, y)}. The rows hold the same values.`}
        onPointerDown={(event) => {
          pressed.current = place(event);
          setStart(pressed.current);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          setTo(place(event));
        }}
        onPointerUp={(event) => {
          const from = pressed.current;
          const end = place(event);
          const clicked = dots && nearest(dots, end, NEAR);
          if (from && dots && isDrag(from, end)) pick(app, inside(dots, from, end), true, event.shiftKey);
          else if (clicked !== null) void openRows(app, [clicked]);
          pressed.current = null;
          setStart(null);
        }}
        onPointerLeave={() => {
          pressed.current = null;
          setTo(null);
          setStart(null);
        }}
      >
        <canvas ref={canvas} />
        {dragged && <span className="brush" style={between(dragged.a, dragged.b)} />}
        {near !== null && to && (
          <div
            className="scatter-tip small"
            style={{ left: Math.min(to[0] + 14, width - 220), top: Math.min(to[1] + 14, height - 90) }}
          >
            <Picture table={table} row={near} />
            <span>
              <b>{cellText(known.of.get("id"), near)}</b>
              {axes.names.map((name) => (
                <span key={name}>
                  {table.columns.find((column) => column.name === name)?.title}{" "}
                  {cellText(known.of.get(name), near)}
                </span>
              ))}
            </span>
          </div>
        )}
      </div>
      <p className="row spread small soft">
        <span>across, {ends(axes.x, x)}</span>
        <span>up, {ends(axes.y, y)}</span>
        {axes.colour && <span>colour, {ends(axes.colour, colour)} (dark to light)</span>}
      </p>
    </div>
  );
}

const isDrag = (a: readonly [number, number], b: readonly [number, number]) =>
  Math.hypot(b[0] - a[0], b[1] - a[1]) > 6;

/** The lowest and highest number, or the first and last text. */
function endsOf(values: Values, { low, high }: Extent): string {
  if (values.kind === "numbers") return `${numberText(low)} to ${numberText(high)}`;
  return `${values.texts[Math.ceil(low)] ?? "–"} to ${values.texts[Math.floor(high)] ?? "–"}`;
}

function between(a: readonly [number, number], b: readonly [number, number]) {
  return {
    left: Math.min(a[0], b[0]),
    top: Math.min(a[1], b[1]),
    width: Math.abs(a[0] - b[0]),
    height: Math.abs(a[1] - b[1]),
  };
}
