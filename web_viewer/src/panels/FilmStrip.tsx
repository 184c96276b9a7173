import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useState } from "react";

import { useSize } from "../charts/useSize.ts";
import { Thumbnail } from "../drawing/Thumbnail.tsx";
import { ratioOf } from "../run/shape.ts";
import type { ImageKind, Run } from "../run/types.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";
import { text } from "../text/text.ts";

/** Of a frame's longer side, in pixels: the least and the most; and what lies between two frames. */
const SMALLEST = 64;
const LARGEST = 96;
const GAP = 4;
/** The number below a frame, in pixels. */
const BELOW = 20;

/** What a strip can show, and how that is called. */
const KINDS = [
  ["x0", () => text("the model’s guess"), () => text("The model’s guess at each step")],
  ["latent", () => text("noisy picture"), () => text("Noisy picture after each step")],
] as const;

/** Every recorded step in a row, of which those in sight are drawn: the model's guesses or the noisy pictures. */
export function FilmStrip({ run }: { run: Run }) {
  const there = KINDS.filter(([kind]) => listed(run, kind).some(Boolean));
  const [chosen, choose] = useState<ImageKind>("x0");
  const [kind, , name] = there.find(([known]) => known === chosen) ?? there[0] ?? [];
  if (!kind) return null;
  return (
    <div className="film-strip">
      {there.length > 1 && (
        <div className="segmented small" role="group" aria-label={text("What the strip shows")}>
          {there.map(([known, label]) => (
            <button
              key={known}
              aria-pressed={known === kind}
              onClick={() => {
                choose(known);
              }}
            >
              {label()}
            </button>
          ))}
        </div>
      )}
      <Film run={run} kind={kind} name={name()} />
    </div>
  );
}

const listed = (run: Run, kind: ImageKind) => (kind === "latent" ? run.has.images : run.has.x0Images);

function Film({ run, kind, name }: { run: Run; kind: ImageKind; name: string }) {
  const step = useSeen((s) => s.step);
  const there = listed(run, kind);
  const [strip, { width }, element] = useSize<HTMLDivElement>(600);
  const ratio = ratioOf(run);
  const longer = Math.max(1, ratio);
  const most = (Math.floor(width / there.length) - GAP) * longer;
  const size = Math.max(SMALLEST, Math.min(LARGEST, most)) / longer;
  // eslint-disable-next-line react-hooks/incompatible-library -- nothing here is compiled by React's compiler
  const film = useVirtualizer({
    count: there.length,
    horizontal: true,
    gap: GAP,
    estimateSize: () => size,
    getScrollElement: () => element,
    // The step that is shown is there wherever one has scrolled to: the keyboard finds the strip by it.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), step])].sort((a, b) => a - b),
  });
  useEffect(() => {
    film.measure();
  }, [film, size]);
  useEffect(() => {
    // After the frame: asking for places before it would lay the page out twice.
    const timer = setTimeout(() => {
      film.scrollToIndex(step, { align: "center" });
    }, 40);
    return () => {
      clearTimeout(timer);
    };
  }, [film, step]);
  return (
    <div className="film" ref={strip}>
      <ol aria-label={name} style={{ width: film.getTotalSize(), height: size * ratio + BELOW }}>
        {film.getVirtualItems().map(({ index, start }) => (
          <li
            key={index}
            style={{ width: size, left: start }}
            aria-setsize={there.length}
            aria-posinset={index + 1}
          >
            <Frame
              run={run}
              kind={kind}
              step={index}
              there={there[index] === true}
              current={index === step}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface FrameProps {
  readonly run: Run;
  readonly kind: ImageKind;
  readonly step: number;
  readonly there: boolean;
  readonly current: boolean;
}

/** Of a hundred frames a step changes two. The strip is one stop of the Tab key; arrows change the step anywhere. */
const Frame = memo(function Frame({ run, kind, step, there, current }: FrameProps) {
  const app = useAppStore();
  return (
    <button
      tabIndex={current ? 0 : -1}
      aria-label={`Step ${String(step + 1)}${there ? "" : ", no image"}`}
      aria-current={current}
      onClick={() => {
        goTo(app, step);
      }}
    >
      {there ? <Thumbnail run={run} kind={kind} step={step} /> : <span className="gap" />}
      <span className="number">{step + 1}</span>
    </button>
  );
});
