import { useMemo } from "react";

import { editedBoxes } from "../run/edits.ts";
import type { Run } from "../run/types.ts";
import { text } from "../text/text.ts";

/** Outlines in a frame of a run's picture: each edit with a mask was in force within its box, and not outside of it. */
export function EditedBoxes({ run }: { run: Run }) {
  const boxes = useMemo(() => editedBoxes(run), [run]);
  const at = (v: number) => `${String(100 * v)}%`;
  return boxes.map(({ left, top, right, bottom, title }) => (
    <span
      key={`${title} ${String(left)} ${String(top)}`}
      className="edited-box"
      style={{ left: at(left), top: at(top), width: at(right - left), height: at(bottom - top) }}
    >
      <span>{text("edit’s box")}</span>
    </span>
  ));
}
