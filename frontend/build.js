// Bundles what pages need into twofold/look/static/look/build, every file named after its content, and writes
// manifest.json, which tells the template tag `asset` what the files are called this time.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { watch } from "node:fs";
import { dirname, join, basename, extname } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../twofold/look/static/look/build");
const iconList = join(here, "icons.txt");
const compressible = new Set([".css", ".js", ".svg"]);

const options = {
  absWorkingDir: here,
  entryPoints: { app: "src/js/app.js", challenge: "src/js/challenge.js", styles: "src/css/app.css" },
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  target: ["chrome123", "firefox128", "safari17.5"],
  loader: { ".woff2": "file" },
  write: false,
  logLevel: "warning",
};

async function iconNames() {
  const text = await readFile(iconList, "utf8");
  return [...new Set(text.split("\n").map((line) => line.trim()).filter(Boolean))].sort();
}

async function iconSprite() {
  const symbols = [];
  for (const name of await iconNames()) {
    const svg = await readFile(join(here, `node_modules/lucide-static/icons/${name}.svg`), "utf8");
    const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

function hashed(name, contents) {
  const hash = createHash("sha256").update(contents).digest("hex").slice(0, 8).toUpperCase();
  return `${basename(name, extname(name))}-${hash}${extname(name)}`;
}

function withoutHash(name) {
  return name.replace(/-[0-9A-Z]{8}(?=\.)/, "");
}

async function publish(result) {
  const files = new Map(result.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]));
  const sprite = await iconSprite();
  files.set(hashed("icons.svg", sprite), sprite);
  const mark = await readFile(join(here, "src/mark.svg"));
  files.set(hashed("mark.svg", mark), mark);

  const manifest = Object.fromEntries([...files.keys()].map((name) => [withoutHash(name), name]).sort());
  for (const [name, contents] of [...files]) {
    if (!compressible.has(extname(name))) continue;
    files.set(`${name}.gz`, gzipSync(contents, { level: 9 }));
    files.set(`${name}.br`, brotliCompressSync(contents));
  }

  await mkdir(out, { recursive: true });
  for (const [name, contents] of files) await writeFile(join(out, name), contents);
  await writeFile(join(out, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of await readdir(out)) {
    if (name !== "manifest.json" && !files.has(name)) await rm(join(out, name));
  }
}

const publishing = {
  name: "publish",
  setup(build) {
    build.onEnd(async (result) => {
      if (!result.errors.length) await publish(result);
    });
  },
};

if (process.argv.includes("--watch")) {
  const context = await esbuild.context({ ...options, plugins: [publishing] });
  await context.watch();
  watch(iconList, () => context.rebuild().catch(() => {}));
} else {
  await esbuild.build({ ...options, plugins: [publishing] });
}
