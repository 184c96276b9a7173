import type { ReactNode } from "react";

import { Sight } from "../panels/Sight.tsx";
import { useSeen } from "../state/store.ts";
import { trackLength, useScrub } from "./useScrub.ts";

interface Props {
  readonly id: string;
  readonly title: string;
  /** Steps that scrolling walks through; 0 for a chapter that is only read. */
  readonly steps: number;
  readonly prose: ReactNode;
  /** The panels at a step. */
  readonly children: (step: number) => ReactNode;
}

/** A named section: words at the left, panels at the right, both in sight while the steps pass. */
export function Chapter({ id, title, steps, prose, children }: Props) {
  const { track, stage } = useScrub(steps);
  return (
    <section
      id={id}
      ref={track}
      className={steps > 0 ? "chapter scrub" : "chapter"}
      aria-labelledby={`${id}-heading`}
      style={
        steps > 0 ? ({ "--track": `${String(trackLength(steps))}px` } as React.CSSProperties) : undefined
      }
    >
      <div className="stage" ref={stage}>
        <div className="prose">
          <h2 id={`${id}-heading`}>{title}</h2>
          {prose}
        </div>
        <Sight className="figures">
          <Figures>{children}</Figures>
        </Sight>
      </div>
    </section>
  );
}

function Figures({ children }: { children: (step: number) => ReactNode }) {
  return children(useSeen((s) => s.step));
}
