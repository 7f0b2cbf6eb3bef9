import { readdirSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig } from "vite";

const here = import.meta.dirname;

/** Every island is an entry of its own, so that a page loads only what it needs. */
function islands(): Record<string, string> {
  const folder = resolve(here, "src/islands");
  const entries: Record<string, string> = { room: resolve(folder, "room/main.ts") };
  for (const name of readdirSync(folder)) {
    if (name.endsWith(".ts")) entries[basename(name, ".ts")] = resolve(folder, name);
  }
  return entries;
}

export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: resolve(here, "../src/sharedcourt/web/static/web"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: ["chrome97", "safari15.4", "firefox102"],
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rollupOptions: {
      // htmx carries an eval that its configuration switches off; the timings are no concern of a reader.
      checks: { eval: false, pluginTimings: false },
      input: { main: resolve(here, "src/main.ts"), worker: resolve(here, "src/pocket/worker.ts"), ...islands() },
      output: {
        // Twelve hexadecimal digits between dots: what WhiteNoise serves as immutable.
        hashCharacters: "hex",
        entryFileNames: "assets/[name].[hash:12].js",
        chunkFileNames: "assets/[name].[hash:12].js",
        assetFileNames: "assets/[name].[hash:12][extname]",
      },
    },
  },
  css: {
    preprocessorOptions: {
      scss: { loadPaths: [resolve(here, "node_modules")], quietDeps: true },
    },
  },
});
