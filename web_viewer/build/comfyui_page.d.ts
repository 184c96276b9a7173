/** The two modules of ComfyUI's page that the extension imports. What they give differs between its versions. */
declare module "*/scripts/app.js" {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- ComfyUI publishes no types that hold for all its versions
  export const app: any;
}
declare module "*/scripts/api.js" {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  export const api: any;
}
/** The page's graph library, by its global name. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
declare const LiteGraph: any;
