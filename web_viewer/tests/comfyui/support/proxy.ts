import { createServer } from "vite";
import { temporaryFolder } from "../../browser/support/temporary.ts";

export const PATH = "/comfy";

/** A reverse proxy that shows a server below a path, websockets too; its address, and its end. */
export async function proxyTo(target: string): Promise<{ address: string; close: () => Promise<void> }> {
  const rewrite = (path: string) => path.slice(PATH.length);
  const server = await createServer({
    configFile: false,
    logLevel: "error",
    root: temporaryFolder(),
    appType: "custom",
    server: {
      host: "127.0.0.1",
      hmr: false,
      proxy: { [PATH]: { target, ws: true, changeOrigin: false, rewrite } },
    },
  });
  await server.listen(0);
  const port = (server.httpServer?.address() as { port: number }).port;
  return { address: `http://127.0.0.1:${String(port)}${PATH}/`, close: () => server.close() };
}
