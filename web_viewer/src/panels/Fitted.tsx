import type { ReactNode } from "react";

import { ratioOf } from "../run/shape.ts";
import type { Run } from "../run/types.ts";

/** Around a frame of the picture's shape: the frame is as large as the space that its figure has for it. */
export function Fitted({ run, children }: { run: Run; children: ReactNode }) {
  return (
    <div className="fitted" style={shape(run)}>
      {children}
    </div>
  );
}

/** The shape of a run's picture, known before any image is, for what stands within. */
export function shape(run: Run): React.CSSProperties {
  return { "--aspect": 1 / ratioOf(run) } as React.CSSProperties;
}

/** A frame of that shape. */
export function aspect(run: Run): React.CSSProperties {
  return { ...shape(run), aspectRatio: "var(--aspect)" };
}
