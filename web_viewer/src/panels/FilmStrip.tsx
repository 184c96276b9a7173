import { memo, useEffect, useRef } from "react";

import { Thumbnail } from "../drawing/Thumbnail.tsx";
import type { ImageKind, Run } from "../run/types.ts";
import { useSeen, goTo, useAppStore } from "../state/store.ts";

/** Every recorded step in a row; none is left out. */
export function FilmStrip({ run, kind }: { run: Run; kind: ImageKind }) {
  const step = useSeen((s) => s.step);
  const strip = useRef<HTMLOListElement>(null);
  useEffect(() => {
    // After the frame: asking for places before it would lay the page out twice.
    const timer = setTimeout(() => {
      const list = strip.current;
      const item = list?.children[step];
      if (!list || !(item instanceof HTMLElement)) return;
      list.scrollTo({ left: item.offsetLeft - (list.clientWidth - item.clientWidth) / 2 });
    }, 40);
    return () => {
      clearTimeout(timer);
    };
  }, [step]);
  const listed = kind === "latent" ? run.has.images : run.has.x0Images;
  if (!listed.some(Boolean)) return null;
  return (
    <ol
      className="film"
      ref={strip}
      aria-label={kind === "latent" ? "Noisy picture after each step" : "The model’s guess at each step"}
    >
      {listed.map((there, i) => (
        <Frame key={i} run={run} kind={kind} step={i} there={there} current={i === step} />
      ))}
    </ol>
  );
}

interface FrameProps {
  readonly run: Run;
  readonly kind: ImageKind;
  readonly step: number;
  readonly there: boolean;
  readonly current: boolean;
}

/** Of a hundred frames a step changes two. */
const Frame = memo(function Frame({ run, kind, step, there, current }: FrameProps) {
  const app = useAppStore();
  return (
    <li>
      <button
        aria-label={`Step ${String(step + 1)}${there ? "" : ", no image"}`}
        aria-current={current}
        onClick={() => {
          goTo(app, step);
        }}
      >
        {there ? <Thumbnail run={run} kind={kind} step={step} /> : <span className="gap" />}
        <span className="number">{step + 1}</span>
      </button>
    </li>
  );
});
