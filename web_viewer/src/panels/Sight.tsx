import { type ReactNode, useEffect, useRef, useState } from "react";

import { InSight } from "../state/store.ts";

/** How far outside of the window something counts as in sight already. */
const MARGIN = "160px";

/** A block whose panels follow the step only while it is in the window, or nearly. */
export function Sight({ className, children }: { className?: string; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => {
        setInSight(entries.some((entry) => entry.isIntersecting));
      },
      { rootMargin: MARGIN },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return (
    <div className={className} ref={element}>
      <InSight value={inSight}>{children}</InSight>
    </div>
  );
}
