import { memo, useEffect, useRef } from "react";

import type { ImageKind, Run } from "../dataset/types.ts";

const WIDTH = 112;

/** A small copy of one image, read when it comes into sight and then kept without holding the large one. */
export const Thumbnail = memo(function Thumbnail({
  run,
  kind,
  step,
}: {
  run: Run;
  kind: ImageKind;
  step: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    if (!target) return;
    let wanted = true;
    const draw = async () => {
      const image = await run.image(kind, step);
      if (!wanted) return;
      target.width = WIDTH;
      target.height = Math.round((WIDTH * image.height) / image.width);
      target.getContext("2d")?.drawImage(image, 0, 0, target.width, target.height);
    };
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some((e) => e.isIntersecting)) return;
        seen.disconnect();
        draw().catch(() => {
          target.classList.add("unreadable");
        });
      },
      { rootMargin: "200px" },
    );
    seen.observe(target);
    return () => {
      wanted = false;
      seen.disconnect();
    };
  }, [run, kind, step]);
  return <canvas ref={canvas} className="thumbnail" aria-hidden />;
});
