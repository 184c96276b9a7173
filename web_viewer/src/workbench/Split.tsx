import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";

interface Props {
  readonly direction: "row" | "column";
  /** Names each bar, between the part before and the part behind it. */
  readonly label: string;
  /** Share of each part at first; they sum to 1. */
  readonly shares: readonly number[];
  readonly children: readonly ReactNode[];
}

/** No part gets smaller than this share. */
const LEAST = 0.12;
const KEY_STEP = 0.02;

/** Parts beside or below each other, with bars between them that are dragged, or moved by arrow keys. */
export function Split({ direction, label, shares: initial, children }: Props) {
  const [shares, setShares] = useState(initial);
  const frame = useRef<HTMLDivElement>(null);
  /** Move the bar behind a part; only its two neighbours change. */
  const move = (bar: number, by: number) => {
    setShares((now) => {
      const both = (now[bar] ?? 0) + (now[bar + 1] ?? 0);
      const first = Math.max(LEAST, Math.min(both - LEAST, (now[bar] ?? 0) + by));
      return now.map((share, i) => (i === bar ? first : i === bar + 1 ? both - first : share));
    });
  };
  const drag = (bar: number) => (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || !(event.buttons & 1)) return;
    move(bar, direction === "row" ? event.movementX / box.width : event.movementY / box.height);
  };
  const press = (bar: number) => (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -1,
      ArrowUp: -1,
      ArrowRight: 1,
      ArrowDown: 1,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(bar, step * KEY_STEP);
  };
  const tracks = shares.map((share) => `minmax(0, ${String(share)}fr)`).join(" 6px ");
  return (
    <div
      ref={frame}
      className="split"
      style={direction === "row" ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks }}
    >
      {children.flatMap((part, i) => [
        i > 0 && (
          <div
            key={`bar ${String(i)}`}
            className="splitter"
            role="separator"
            tabIndex={0}
            aria-label={`${label}, ${String(i)}`}
            aria-orientation={direction === "row" ? "vertical" : "horizontal"}
            aria-valuenow={Math.round(100 * (shares[i - 1] ?? 0))}
            onPointerDown={(event) => {
              event.currentTarget.setPointerCapture(event.pointerId);
            }}
            onPointerMove={drag(i - 1)}
            onKeyDown={press(i - 1)}
          />
        ),
        <div key={`part ${String(i)}`} className="split-part">
          {part}
        </div>,
      ])}
    </div>
  );
}
