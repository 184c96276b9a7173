import { useEffect, useState } from "react";

import type { RunTable } from "../dataset/table/table.ts";

/** Rows that are scrolled past faster than this load no picture. */
const WAIT_MS = 90;

/** The last picture of a row's run, loaded when it has been in sight for a moment. */
export function Picture({ table, row }: { table: RunTable; row: number }) {
  const [held, setHeld] = useState<{ row: number; url: string | null } | null>(null);
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => {
      table.picture(row).then(
        (url) => {
          if (wanted) setHeld({ row, url });
        },
        () => undefined, // the frame stays empty; opening the run says why
      );
    }, WAIT_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [table, row]);
  const url = held?.row === row ? held.url : null;
  return url ? <img className="row-picture" src={url} alt="" /> : <span className="row-picture" />;
}
