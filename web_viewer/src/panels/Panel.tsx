import type { ReactNode } from "react";

interface Props {
  readonly id: string;
  readonly title: string;
  /** One or two sentences: what is shown and how to read it. */
  readonly about?: ReactNode;
  /** Buttons at the right of the title. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every panel, in the story and on the workbench alike. */
export function Panel({ id, title, about, tools, children }: Props) {
  return (
    <section className="panel" id={id} aria-labelledby={`${id}-title`}>
      <header className="row spread">
        <h3 id={`${id}-title`}>{title}</h3>
        {tools && <div className="row tools">{tools}</div>}
      </header>
      {about && <p className="about small soft">{about}</p>}
      {children}
    </section>
  );
}

/** Why a panel is empty. Nothing is missing silently. */
export function Missing({ children }: { children: ReactNode }) {
  return <p className="missing small">{children}</p>;
}
