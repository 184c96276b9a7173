import { memo, useEffect, useRef, useState } from "react";

import type { ImageKind, Run } from "../run/types.ts";

const WIDTH = 112;

/**
 * A small copy of one image, read when it comes into sight and then kept without holding the large one. An image, not a
 * canvas: a browser gives each canvas a layer of its own, and a strip has a hundred.
 */
export const Thumbnail = memo(function Thumbnail({
  run,
  kind,
  step,
}: {
  run: Run;
  kind: ImageKind;
  step: number;
}) {
  const picture = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<{ address: string } | "reading" | "unreadable">("reading");
  useEffect(() => {
    if (!picture.current) return;
    let address: string | null = null;
    let wanted = true;
    const draw = async () => {
      const small = await shrink(await run.image(kind, step));
      if (!wanted) return;
      address = URL.createObjectURL(small);
      setState({ address });
    };
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      seen.disconnect();
      draw().catch(() => {
        if (wanted) setState("unreadable");
      });
    });
    seen.observe(picture.current);
    return () => {
      wanted = false;
      seen.disconnect();
      if (address) URL.revokeObjectURL(address);
    };
  }, [run, kind, step]);
  const address = typeof state === "object" ? state.address : undefined;
  return (
    <img
      ref={picture}
      src={address}
      alt=""
      className={state === "unreadable" ? "thumbnail unreadable" : "thumbnail"}
    />
  );
});

function shrink(image: ImageBitmap): Promise<Blob> {
  const canvas = new OffscreenCanvas(WIDTH, Math.max(1, Math.round((WIDTH * image.height) / image.width)));
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
}
