/** What of a page is cut, and how much of it is empty. */
import type { Locator } from "playwright-core";

export interface Fit {
  /** Elements whose content is larger than their box, that stand out of the whole, or lie over others, each with why. */
  readonly cut: readonly string[];
  /** Parts of the visible height, width and area that content takes, 0 to 1. */
  readonly rows: number;
  readonly columns: number;
  readonly area: number;
  /** Whether one has to scroll down to see all of it. */
  readonly scrolls: boolean;
  /** Whether there is nothing but the sentence why it is empty. */
  readonly missing: boolean;
}

/**
 * Measure an element: `cut` is what none can see. A box may scroll, and a text may end with dots where it has a title; what
 * else is larger than its box is cut. Content is what is drawn: text by line, pictures, plots and controls, each with the
 * space of `AROUND` pixels around it that belongs to it.
 */
export function fitOf(element: Locator): Promise<Fit> {
  return element.evaluate((root: HTMLElement): Fit => {
    const AROUND = 14;
    const SLACK = 1.5;
    const OVER = 4;
    const CELL = 4;
    const cut: string[] = [];
    const name = (e: Element) =>
      `${e.tagName.toLowerCase()}.${e.getAttribute("class") ?? ""} “${(e.textContent ?? "").trim().slice(0, 40)}”`;
    const seen = (e: Element) =>
      e.checkVisibility({ opacityProperty: true }) && !e.closest(".hidden-visually");
    const whole = root.getBoundingClientRect();

    for (const e of [root, ...root.querySelectorAll<HTMLElement>("*")]) {
      if (!seen(e) || !e.hasChildNodes()) continue;
      const box = e.getBoundingClientRect();
      const plot = e.closest("svg");
      if (plot) {
        const drawing = plot.getBoundingClientRect();
        const out = Math.max(
          drawing.left - box.left,
          box.right - drawing.right,
          drawing.top - box.top,
          box.bottom - drawing.bottom,
        );
        if (e.tagName === "text" && out > SLACK)
          cut.push(`${name(e)} leaves its plot by ${String(Math.round(out))} px`);
        continue;
      }
      const { overflowX, overflowY, textOverflow, display } = getComputedStyle(e);
      if (display === "inline" || display === "contents") continue;
      const wide = e.scrollWidth - e.clientWidth;
      const high = e.scrollHeight - e.clientHeight;
      const titled =
        textOverflow === "ellipsis" && (e.closest("[title]") ?? e.querySelector("[title]")) !== null;
      const scrollable = (way: string) => way === "auto" || way === "scroll";
      const sideways = scrollable(overflowX) && e !== root; // a whole panel is never pushed sideways
      if (wide > SLACK && !sideways && !titled && e.clientWidth > 0 && e.tagName !== "SELECT")
        cut.push(`${name(e)} is ${String(wide)} px wider than its box`);
      if (high > SLACK && !scrollable(overflowY) && overflowY !== "visible" && e.clientHeight > 0)
        cut.push(`${name(e)} is ${String(high)} px higher than its box`);
      if (box.right > whole.right + SLACK && !e.parentElement?.closest(".film, pre, details, .chips"))
        cut.push(`${name(e)} stands out by ${String(Math.round(box.right - whole.right))} px`);
    }

    const [columns, rows] = [Math.ceil(root.clientWidth / CELL), Math.ceil(root.clientHeight / CELL)];
    const filled = new Uint8Array(columns * rows);
    const fill = ({ left, top, right, bottom, width, height }: DOMRect) => {
      if (width === 0 || height === 0) return;
      const at = (v: number, most: number) => Math.max(0, Math.min(most, Math.round(v / CELL)));
      for (let y = at(top - AROUND - whole.top, rows); y < at(bottom + AROUND - whole.top, rows); y += 1)
        filled.fill(
          1,
          y * columns + at(left - AROUND - whole.left, columns),
          y * columns + at(right + AROUND - whole.left, columns),
        );
    };
    for (const e of root.querySelectorAll("canvas, img, svg, input, select, button, .legend-bar, .gap"))
      if (seen(e)) fill(e.getBoundingClientRect());
    interface Box {
      readonly left: number;
      readonly top: number;
      readonly right: number;
      readonly bottom: number;
    }
    const lines: { readonly box: Box; readonly said: string }[] = [];
    const within = (a: Box, b: Box): Box => ({
      left: Math.max(a.left, b.left),
      top: Math.max(a.top, b.top),
      right: Math.min(a.right, b.right),
      bottom: Math.min(a.bottom, b.bottom),
    });
    const isOver = (a: Box, b: Box) => {
      const common = within(a, b);
      return common.right - common.left > OVER && common.bottom - common.top > OVER;
    };
    /** What can be seen of what an element holds; null of one that is laid over others on purpose. */
    const clipOf = (of: Element): Box | null => {
      let clip: Box = whole;
      for (let e: Element | null = of; e && e !== root; e = e.parentElement) {
        const { position, overflowX, overflowY } = getComputedStyle(e);
        if (position !== "static" && position !== "relative") return null;
        if (overflowX !== "visible" || overflowY !== "visible")
          clip = within(clip, e.getBoundingClientRect());
      }
      return clip;
    };
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.textContent?.trim() || !text.parentElement || !seen(text.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const clip = text.parentElement.closest("svg") ? null : clipOf(text.parentElement);
      const before = [...lines];
      for (const line of range.getClientRects()) {
        fill(line);
        if (!clip) continue;
        const box = within(line, clip);
        const over = before.find((other) => isOver(other.box, box));
        if (over) cut.push(`${name(text.parentElement)} lies over “${over.said}”`);
        lines.push({ box, said: text.textContent.trim().slice(0, 40) });
      }
    }
    const any = (count: number, has: (i: number) => boolean) =>
      Array.from({ length: count }, (_, i) => has(i)).filter(Boolean).length / Math.max(1, count);
    return {
      cut,
      rows: any(rows, (y) => filled.subarray(y * columns, (y + 1) * columns).includes(1)),
      columns: any(columns, (x) => any(rows, (y) => filled[y * columns + x] === 1) > 0),
      area: filled.reduce((sum, v) => sum + v, 0) / Math.max(1, filled.length),
      scrolls: root.scrollHeight - root.clientHeight > SLACK,
      missing: root.children.length === 1 && root.firstElementChild?.className.includes("missing") === true,
    };
  });
}
