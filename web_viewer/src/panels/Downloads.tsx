import { type RefObject, useRef } from "react";

import { png, save, svg } from "../charts/download.ts";

interface Props {
  readonly name: string;
  readonly drawing?: RefObject<SVGSVGElement | null>;
  readonly table: () => Blob;
}

/** A menu: the numbers as CSV, the drawing as SVG or PNG. */
export function Downloads({ name, drawing, table }: Props) {
  const menu = useRef<HTMLDetailsElement>(null);
  const close = () => menu.current?.removeAttribute("open");
  const draw = (write: (drawn: SVGSVGElement) => Promise<void> | void) => () => {
    if (drawing?.current) void write(drawing.current);
  };
  const choices: readonly (readonly [string, () => void])[] = [
    [
      "Numbers (CSV)",
      () => {
        save(`${name}.csv`, table());
      },
    ],
    [
      "Drawing (SVG)",
      draw((drawn) => {
        save(`${name}.svg`, svg(drawn));
      }),
    ],
    [
      "Picture (PNG)",
      draw(async (drawn) => {
        save(`${name}.png`, await png(drawn));
      }),
    ],
  ];
  return (
    <details
      className="downloads"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !menu.current?.open) return;
        event.stopPropagation();
        close();
      }}
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) close();
      }}
    >
      <summary aria-label={`Download ${name}`} title="Download">
        ⋯
      </summary>
      <div className="choices">
        {choices.slice(0, drawing ? 3 : 1).map(([label, run]) => (
          <button
            key={label}
            className="plain small"
            onClick={() => {
              run();
              close();
            }}
          >
            {label}
          </button>
        ))}
      </div>
    </details>
  );
}
