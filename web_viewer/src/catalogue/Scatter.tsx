import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from "react";

import { rankOf, type Values } from "../bytes/values.ts";
import { useSize } from "../charts/useSize.ts";
import type { RunTable } from "../dataset/table/table.ts";
import { colourTable, cssColour } from "../drawing/colours.ts";
import { useApp, useAppStore } from "../state/store.ts";
import { openRows, pick, showCatalogue } from "../state/table.ts";
import { touched } from "../text/touch.ts";
import type { Axes } from "./Catalogue.tsx";
import { cellText, numberText } from "./cells.ts";
import { Picture } from "./Picture.tsx";
import { dotAt, dotsOf, extentOf, type Extent, following, inside, nearest, share, ticksOf } from "./plot.ts";
import { ScatterAxes } from "./ScatterAxes.tsx";
import type { Known } from "./useValues.ts";

/** Room for the axes, and how near a pointer has to be, in pixels; and the dots' size, of so many. */
const MARGIN = { top: 34, right: 24, bottom: 46, left: 76 };
const NEAR = 12;
/** Pixels that a mark of an axis takes. */
const [WIDE, HIGH] = [90, 50];
const MAP = "viridis";
const dotOf = (count: number): number => (count > 20_000 ? 3 : count > 1000 ? 5 : 9);

interface Props {
  readonly table: RunTable;
  readonly axes: Axes;
  readonly known: Known;
  readonly rows: Uint32Array;
}

const KEYS: Readonly<Record<string, readonly ["x" | "y", 1 | -1]>> = {
  ArrowRight: ["x", 1],
  ArrowLeft: ["x", -1],
  ArrowUp: ["y", -1],
  ArrowDown: ["y", 1],
};

/** Two columns against each other: a dot a run. Pointing names it, a click opens it, dragging selects; keys do, too. */
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
  const inner = useMemo(
    () =>
      [
        MARGIN.left,
        MARGIN.top,
        width - MARGIN.left - MARGIN.right,
        height - MARGIN.top - MARGIN.bottom,
      ] as const,
    [width, height],
  );
  const dots = useMemo(() => (x && y ? dotsOf(rows, x, y, inner) : null), [rows, x, y, inner]);
  const across = useMemo(() => x && scaled(x, rows, inner[0], inner[2], WIDE), [x, rows, inner]);
  const up = useMemo(() => y && scaled(y, rows, inner[1] + inner[3], -inner[3], HIGH), [y, rows, inner]);
  /** The row that keys have come to. */
  const [held, setHeld] = useState<number | null>(null);
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
    const map = colourTable(MAP);
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
  const named = near ?? held;
  const dot = dots && named !== null ? dotAt(dots, named) : null;
  const titleOf = (name: string) => {
    const column = table.columns.find((one) => one.name === name);
    return column?.unit ? `${column.title} (${column.unit})` : (column?.title ?? name);
  };
  const ends = (name: string, values: Values | undefined) =>
    `${titleOf(name)}: ${values ? endsOf(values, extentOf(values, rows)) : "reading …"}`;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!dots || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = KEYS[event.key];
    if (move) setHeld(following(dots, held, ...move) ?? held);
    else if (event.key === "Escape") setHeld(null);
    else if (held === null) return;
    else if (event.key === "Enter") void openRows(app, [held]);
    else if (event.key === " ") pick(app, [held], !picked.has(held));
    else return;
    event.preventDefault();
    event.stopPropagation(); // elsewhere these keys do something else
  };
  return (
    <div className="scatter">
      <div className="row small scatter-choice">
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
        <span className="soft">
          {touched()
            ? "Tap a dot to open its run, drag to select runs."
            : "Click a dot to open its run, drag to select runs."}
        </span>
      </div>
      <div
        ref={box}
        className="scatter-box"
        role="group"
        tabIndex={0}
        aria-label={`${String(rows.length)} runs. Across: ${ends(axes.x, x)}. Up: ${ends(axes.y, y)}. Arrows go from run to run, Enter opens one, Space selects it.`}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setHeld(null);
        }}
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
        {across && up && (
          <ScatterAxes
            across={{ ...across, title: titleOf(axes.x) }}
            up={{ ...up, title: titleOf(axes.y) }}
            width={width}
            height={height}
            margin={MARGIN}
          />
        )}
        <canvas ref={canvas} />
        {dot && <span className="scatter-dot" style={{ left: dot[0], top: dot[1] }} />}
        {dragged && <span className="brush" style={between(dragged.a, dragged.b)} />}
        {named !== null && dot && (
          <div
            className="scatter-tip small"
            role="status"
            style={{
              left: Math.max(4, Math.min(dot[0] + 14, width - 260)),
              top: Math.min(dot[1] + 14, height - 110),
            }}
          >
            <Picture table={table} row={named} />
            <span>
              <b>{cellText(known.of.get("id"), named)}</b>
              {[...new Set(axes.names)].map((name) => (
                <span key={name}>
                  {table.columns.find((column) => column.name === name)?.title}:{" "}
                  {cellText(known.of.get(name), named)}
                </span>
              ))}
            </span>
          </div>
        )}
      </div>
      {axes.colour && (
        <p className="row small soft">
          Colour, {ends(axes.colour, colour)} <span className="scatter-scale" style={{ background: SCALE }} />
        </p>
      )}
    </div>
  );
}

/** The colours of dots from low to high. */
const SCALE = `linear-gradient(to right, ${[0, 0.25, 0.5, 0.75, 1].map((v) => cssColour(colourTable(MAP), v)).join(", ")})`;

/** Marks of an axis and their places, from `start` on over `length` pixels. @param each pixels that a mark takes. */
function scaled(values: Values, rows: Uint32Array, start: number, length: number, each: number) {
  const extent = extentOf(values, rows);
  const ticks = ticksOf(values, rows, Math.max(2, Math.floor(Math.abs(length) / each)));
  return { ticks: ticks.map(({ at, text }) => ({ text, at: start + length * share(at, extent) })) };
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
