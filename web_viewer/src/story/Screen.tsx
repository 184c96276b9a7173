import { type ReactNode, useState } from "react";

import { Sight } from "../panels/Sight.tsx";
import { goTo, useAppStore } from "../state/store.ts";

interface Props {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly prose: ReactNode;
  /** The formulas, with this run's numbers, for those who want them. */
  readonly maths?: ReactNode;
  readonly children: ReactNode;
  readonly scrub?: {
    readonly track: React.RefObject<HTMLElement | null>;
    readonly stage: React.RefObject<HTMLDivElement | null>;
    readonly length: number;
  };
}

/** One idea: words, and what shows it on the run at hand. */
export function Screen({ id, number, title, prose, maths, children, scrub }: Props) {
  return (
    <section
      id={id}
      ref={scrub?.track}
      className={scrub && scrub.length > 0 ? "screen scrub" : "screen"}
      aria-labelledby={`${id}-heading`}
      style={scrub && ({ "--track": `${String(scrub.length)}px` } as React.CSSProperties)}
    >
      <div className="stage" ref={scrub?.stage}>
        <div className="prose">
          <h2 id={`${id}-heading`}>
            <span className="soft">{number}</span> {title}
          </h2>
          {prose}
          {maths && <Maths>{maths}</Maths>}
        </div>
        <Sight className="figures">{children}</Sight>
      </div>
    </section>
  );
}

/** Folded, and not even made, until somebody asks. */
function Maths({ children }: { children: ReactNode }) {
  const app = useAppStore();
  const [open, setOpen] = useState(false);
  return (
    <details
      className="maths"
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
        // Whoever reads numbers has chosen their step.
        if (event.currentTarget.open) goTo(app, app.getState().step);
      }}
    >
      <summary>Show me the maths</summary>
      {open && <div className="stack">{children}</div>}
    </details>
  );
}
