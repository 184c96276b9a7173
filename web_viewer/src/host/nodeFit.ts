/** How high a panel is, and with it the node that it stands on. */
import { ratioOf } from "../run/shape.ts";
import type { Run } from "../run/types.ts";

/** Rows of a pass's panel beside the picture, in pixels, as host.css draws them: chips, caption, actions, gaps and edges. */
const BESIDE_PICTURE = 48 + 32 + 26 + 3 * 6 + 2 * 6;
const EDGES = 2 * 6;
/** A picture of another shape than between these stands in the middle of its room. */
const [FLATTEST, TALLEST] = [0.5, 1.6];
/** The panel of a stored run, in pixels. */
const RUN_HEIGHT = 150;
/** Of a panel on a node that a person made small, in pixels: the actions, and a picture that can be made out. */
const LEAST = 100;

export function passHeight(width: number, run: Run | null): number {
  const ratio = Math.max(FLATTEST, Math.min(TALLEST, run ? ratioOf(run) : 1));
  return Math.round((width - EDGES) * ratio) + BESIDE_PICTURE;
}

export const runHeight = (): number => RUN_HEIGHT;

/** A node of the host's graph. */
export interface HostNode {
  readonly size: ArrayLike<number>;
  setSize(size: [number, number]): void;
  computeSize(): ArrayLike<number>;
  properties?: Record<string, unknown>;
}

/** The host's canvas, which draws the graph. */
export interface HostCanvas {
  readonly canvas: HTMLCanvasElement;
  /** The node whose edge a person drags. */
  readonly resizing_node?: HostNode | null;
  setDirty(foreground: boolean, background: boolean): void;
}

/** As Nodes 2.0 calls it, too: while an element within has the focus, the wheel is its own. */
const KEEPS_WHEEL = "data-capture-wheel";

/** Keep the wheel for a list within a panel as long as it is there: `<div ref={keepWheel}>`. */
export function keepWheel(list: HTMLElement | null): () => void {
  const root = list?.getRootNode();
  const element = root instanceof ShadowRoot ? root.host : null;
  element?.setAttribute(KEEPS_WHEEL, "true");
  return () => {
    element?.removeAttribute(KEEPS_WHEEL);
  };
}

/** What the page would take for its own: to drag the node, for its keys, and for its menu. */
const KEPT = ["pointerdown", "keydown", "contextmenu"];
const stay = (event: Event) => {
  event.stopPropagation();
};

/** Of a node's title, in pixels, which its size leaves out. */
const TITLE = 30;

/** Kept with a node whose size a person chose. */
const SIZED = "diffulizer_sized";

/**
 * Keeps a node as high as its panel needs it, until a person makes it larger or smaller: then the picture takes what is
 * left. In Nodes 2.0 the element's own least height does it, and a node can't be made smaller than that.
 */
export class NodeFit {
  private asked = LEAST;
  /** The height that the node was made for. */
  private fitted = 0;
  private readonly observer: ResizeObserver;

  constructor(
    private readonly node: HostNode,
    private readonly element: HTMLElement,
    private readonly graph: HostCanvas,
    /** The height that the panel needs for a width. */
    private readonly heightFor: (width: number) => number,
  ) {
    element.addEventListener("wheel", this.zoom);
    for (const type of KEPT) element.addEventListener(type, stay);
    this.observer = new ResizeObserver(() => {
      this.fit();
    });
    this.observer.observe(element);
  }

  /** What the panel asks for in the classic renderer. */
  get least(): number {
    return this.asked;
  }

  fit(): void {
    const { node, element } = this;
    if (element.clientWidth === 0) return;
    const wanted = this.heightFor(element.clientWidth);
    const properties = (node.properties ??= {});
    const drawn = element.closest<HTMLElement>("[data-node-id]");
    const inNodes2 = drawn !== null;
    element.style.minHeight = inNodes2 ? `${String(wanted)}px` : "";
    if (!inNodes2 && this.graph.resizing_node === node) properties[SIZED] = true;
    if (inNodes2 && wanted === this.fitted) {
      // Nothing else makes it higher than that but a person.
      properties[SIZED] = element.clientHeight > wanted + 4 || undefined;
      return;
    }
    if (properties[SIZED]) return;
    const height = drawn
      ? drawn.offsetHeight - TITLE - (element.clientHeight - wanted)
      : this.inClassic(wanted);
    if (Math.abs(height - (node.size[1] ?? 0)) > 1) {
      node.setSize([node.size[0] ?? 0, height]);
      this.graph.setDirty(true, true);
      drawn?.style.setProperty("--node-height", `${String(height)}px`); // older pages don't hear of a new size
    }
    // Nodes 2.0 draws it with the next frame.
    requestAnimationFrame(() => requestAnimationFrame(() => (this.fitted = wanted)));
  }

  /** The height of the node with a panel of this height. */
  private inClassic(wanted: number): number {
    this.asked = wanted;
    const height = this.node.computeSize()[1] ?? 0;
    this.asked = LEAST;
    return height;
  }

  /** The wheel zooms the graph, as anywhere else. Nodes 2.0 sees to that, and both leave it to a list that scrolls. */
  private readonly zoom = (event: WheelEvent): void => {
    if (this.element.hasAttribute(KEEPS_WHEEL) || this.element.closest("[data-node-id]")) return;
    event.preventDefault();
    this.graph.canvas.dispatchEvent(new WheelEvent(event.type, event));
  };

  end(): void {
    this.observer.disconnect();
    this.element.removeEventListener("wheel", this.zoom);
    for (const type of KEPT) this.element.removeEventListener(type, stay);
  }
}
