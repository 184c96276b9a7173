/** What tests use of ComfyUI's page, which brings no types of its own, and what they put there. */
interface Window {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the frontend's own object, of two versions
  app: any;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- likewise
  LiteGraph: any;
  __COMFYUI_FRONTEND_VERSION__: string;
  ended: { type: string; prompt: string }[];
  cached: (string | number)[];
  listening: number;
  removed: Record<"ours" | "own", WeakRef<HTMLElement>[]>;
}
