import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The width that an element is given, in whole CSS pixels; `initial` before it is measured. */
export function useWidth<T extends HTMLElement>(initial: number): readonly [RefObject<T | null>, number] {
  const element = useRef<T | null>(null);
  const [width, setWidth] = useState(initial);
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      setWidth(Math.max(40, target.clientWidth)); // as laid out, whatever a host scales it to
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    measure();
    return () => {
      observer.disconnect();
    };
  }, []);
  return [element, width];
}
