import { useEffect, useRef } from "react";

import { Thumbnail } from "../drawing/Thumbnail.tsx";
import type { ImageKind, Run } from "../dataset/types.ts";
import { useSeen } from "../state/sight.ts";
import { goTo, useAppStore } from "../state/store.ts";

/** Every recorded step in a row; none is left out. */
export function FilmStrip({ run, kind }: { run: Run; kind: ImageKind }) {
  const app = useAppStore();
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
      aria-label={kind === "latent" ? "Latent after each step" : "Predicted clean image at each step"}
    >
      {listed.map((there, i) => (
        <li key={i}>
          <button
            aria-label={`Step ${String(i + 1)}${there ? "" : ", no image"}`}
            aria-current={i === step}
            onClick={() => {
              goTo(app, i);
            }}
          >
            {there ? <Thumbnail run={run} kind={kind} step={i} /> : <span className="gap" />}
            <span className="number">{i + 1}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
