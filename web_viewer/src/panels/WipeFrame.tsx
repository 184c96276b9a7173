import { type PointerEvent, type ReactNode, useRef } from "react";

import type { Run } from "../run/types.ts";
import { Fitted } from "./Fitted.tsx";

interface Props {
  /** Whose shape the frame has. */
  readonly run: Run;
  /** What the divider is between, for those who do not see it. */
  readonly label: string;
  readonly left: ReactNode;
  readonly right: ReactNode;
  /** What stands at either side, written into the frame. */
  readonly names: readonly [string, string];
  /** The symbols of what stands there, shown where the pointer rests. */
  readonly symbols?: readonly [string, string];
  /** Where the divider stands, 0 to 1. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  /** What stands over both. */
  readonly children?: ReactNode;
}

/** Two pictures in one frame, and a divider between them for pointer and keyboard. */
export function WipeFrame({ run, label, left, right, names, symbols, share, onShare, children }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const drag = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (box && event.buttons & 1) onShare(Math.max(0, Math.min(1, (event.clientX - box.left) / box.width)));
  };
  return (
    <>
      <Fitted run={run}>
        <div
          className="frame"
          ref={frame}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag(event);
          }}
          onPointerMove={drag}
        >
          {left}
          <div className="over" style={{ clipPath: `inset(0 0 0 ${String(100 * share)}%)` }}>
            {right}
          </div>
          {children}
          <div className="divider" style={{ left: `${String(100 * share)}%` }} aria-hidden />
          <span className="tag left" title={symbols?.[0]}>
            {names[0]}
          </span>
          <span className="tag right" title={symbols?.[1]}>
            {names[1]}
          </span>
        </div>
      </Fitted>
      <input
        type="range"
        className="wipe"
        aria-label={label}
        min={0}
        max={100}
        value={Math.round(100 * share)}
        onChange={(event) => {
          onShare(Number(event.target.value) / 100);
        }}
      />
    </>
  );
}
