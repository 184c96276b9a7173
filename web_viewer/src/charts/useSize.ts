import { type RefCallback, useLayoutEffect, useState } from "react";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that an element is given, in whole CSS pixels, and the element; `width` by 0 before it is there. An element that
 * comes later, or is replaced, is measured too.
 */
export function useSize<T extends HTMLElement>(width: number): readonly [RefCallback<T>, Size, T | null] {
  const [element, setElement] = useState<T | null>(null);
  const [size, setSize] = useState<Size>({ width, height: 0 });
  useLayoutEffect(() => {
    if (!element) return;
    const measure = () => {
      // As laid out, whatever a host scales it to.
      const now = { width: Math.max(40, element.clientWidth), height: element.clientHeight };
      setSize((old) => (old.width === now.width && old.height === now.height ? old : now));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => {
      observer.disconnect();
    };
  }, [element]);
  return [setElement, size, element];
}
