import { type KeyboardEvent, type MouseEvent, type PointerEvent, type RefObject, useRef } from "react";

import type { Place, Run } from "../run/types.ts";
import { show, useAppStore, useSeen } from "../state/store.ts";
import { text } from "../text/text.ts";
import { EditedBoxes } from "./EditedBoxes.tsx";
import { Fitted } from "./Fitted.tsx";

/** A pointer that moves less than this part of the picture while it is pressed clicks; further, it draws a box. */
const STILL = 0.02;
/** By what a key moves a place, in parts of the picture. */
const KEY_STEP = 1 / 16;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
};

const inside = (v: number) => Math.max(0, Math.min(0.99999, v));

/**
 * What makes an element a picture with places: pointing names one, a click keeps it, dragging keeps a box; keys do, too.
 *
 * @param moves whether a click on another place moves the one that is kept, and does not let go of it.
 */
export function usePlaces<T extends HTMLElement>(frame: RefObject<T | null>, moves = false) {
  const app = useAppStore();
  /** Where the pointer was pressed, and whether it has drawn a box since. */
  const from = useRef<Place | null>(null);
  const drawn = useRef(false);
  const placeOf = (event: MouseEvent): Place | null => {
    const box = frame.current?.getBoundingClientRect();
    if (!box) return null;
    return {
      x: inside((event.clientX - box.left) / box.width),
      y: inside((event.clientY - box.top) / box.height),
    };
  };
  return {
    tabIndex: 0,
    role: "group",
    "aria-label": text("Picture: arrows move a place, Shift and arrows make it a box, Esc lets go"),
    onPointerDown: (event: PointerEvent) => {
      drawn.current = false;
      from.current = event.pointerType !== "touch" && event.button === 0 ? placeOf(event) : null;
    },
    onPointerMove: (event: PointerEvent) => {
      const [start, place] = [from.current, placeOf(event)];
      const far = start && place && Math.hypot(place.x - start.x, place.y - start.y) > STILL;
      if (!start || !place || !(drawn.current || far)) {
        show(app, { hover: place });
        return;
      }
      drawn.current = true;
      event.currentTarget.setPointerCapture(event.pointerId);
      show(app, { locked: between(start, place) });
    },
    onPointerUp: () => {
      from.current = null;
    },
    onPointerLeave: () => {
      show(app, { hover: null });
    },
    onClick: (event: MouseEvent) => {
      if (!drawn.current) show(app, { locked: app.getState().locked && !moves ? null : placeOf(event) });
    },
    onKeyDown: (event: KeyboardEvent) => {
      const move = MOVES[event.key];
      if (!move || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation(); // elsewhere arrows change the step
      show(app, { locked: moved(app.getState().locked ?? { x: 0.5, y: 0.5 }, move, event.shiftKey) });
    },
  };
}

/** The box between two corners. */
function between(a: Place, b: Place): Place {
  const [left, top] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  return { x: left, y: top, to: { x: Math.max(a.x, b.x), y: Math.max(a.y, b.y) } };
}

/** A place moved as a whole, as far as the picture goes, or its lower right corner alone. */
function moved({ x, y, to }: Place, [right, down]: readonly [number, number], corner: boolean): Place {
  const end = to ?? { x, y };
  if (corner) return between({ x, y }, { x: inside(end.x + right), y: inside(end.y + down) });
  // How far it can go before its first edge meets the picture's: a box keeps its size.
  const by = [
    right < 0 ? inside(x + right) - x : inside(end.x + right) - end.x,
    down < 0 ? inside(y + down) - y : inside(end.y + down) - end.y,
  ] as const;
  const shifted = (point: Place) => ({ x: point.x + by[0], y: point.y + by[1] });
  return { ...shifted({ x, y }), ...(to && { to: shifted(to) }) };
}

/** Where the place is. */
export function PlaceMark({ place: { x, y, to }, kept }: { place: Place; kept: boolean }) {
  const at = (v: number) => `${String(100 * v)}%`;
  return (
    <span
      className={["mark", kept && "locked", to && "box"].filter(Boolean).join(" ")}
      style={{ left: at(x), top: at(y), ...(to && { width: at(to.x - x), height: at(to.y - y) }) }}
      aria-hidden
    />
  );
}

interface PlaceFrameProps {
  readonly run: Run;
  readonly children: React.ReactNode;
  readonly moves?: boolean;
}

/** A frame of the image's shape with places. */
export function PlaceFrame({ run, children, moves = false }: PlaceFrameProps) {
  const frame = useRef<HTMLDivElement>(null);
  const places = usePlaces(frame, moves);
  const hover = useSeen((s) => s.hover);
  const locked = useSeen((s) => s.locked);
  const place = locked ?? hover;
  return (
    <Fitted run={run}>
      <div className="frame place" ref={frame} {...places}>
        {children}
        <EditedBoxes run={run} />
        {place && <PlaceMark place={place} kept={locked !== null} />}
      </div>
    </Fitted>
  );
}
