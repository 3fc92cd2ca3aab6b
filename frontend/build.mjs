// Builds everything the browser gets into one folder: `node build.mjs --out FOLDER [--watch]`.
// Names carry a hash of the content, so the server may let browsers keep every file for ever.
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, watch } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { fonts } from './fonts.mjs';

const HERE = import.meta.dirname;
process.chdir(HERE);
const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const OUT = path.resolve(argument('--out') ?? '../src/tinhso/web/static/tinhso');

const FONTS = 'node_modules/.tinhso-fonts';

const common = {
  bundle: true, minify: true, sourcemap: false, metafile: true, logLevel: 'warning', legalComments: 'none',
  target: ['es2022', 'chrome109', 'safari16', 'firefox115'],
  entryNames: '[name]-[hash]', chunkNames: 'c-[name]-[hash]', assetNames: '[name]-[hash]',
  loader: { '.woff2': 'file', '.svg': 'dataurl' },
  alias: { '@fonts': path.join(HERE, FONTS) },
};

const hash8 = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 8).toUpperCase();

function entries(result) {
  return Object.entries(result.metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([file, output]) => [path.basename(output.entryPoint), path.basename(file)]);
}

// MapLibre's worker as a file of our own origin, so that `worker-src 'self'` is enough.
async function mapWorker(folder) {
  const source = await readFile('node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs', 'utf8');
  const contents = source.replace(/^\/\/# sourceMappingURL=.*$/m, '');
  const result = await esbuild.build({
    stdin: { contents, resolveDir: 'node_modules/maplibre-gl/dist', loader: 'js' },
    bundle: true, minify: true, format: 'esm', write: false, target: common.target, legalComments: 'none',
  });
  const code = result.outputFiles[0].contents;
  const name = `map-worker-${hash8(code)}.js`;
  await writeFile(path.join(folder, name), code);
  return name;
}

// Only the icons we use, as the inside of an <svg> that the template tag wraps.
async function icons(folder) {
  const drawn = {};
  for (const name of JSON.parse(await readFile('src/icons.json'))) {
    const file = `node_modules/lucide-static/icons/${name}.svg`;
    if (!existsSync(file)) throw new Error(`src/icons.json: Lucide has no icon called "${name}".`);
    drawn[name] = (await readFile(file, 'utf8'))
      .replace(/<!--[\s\S]*?-->/g, '').replace(/^[\s\S]*?<svg[^>]*>/, '').replace('</svg>', '')
      .replace(/\s+/g, ' ').trim();
  }
  await writeFile(path.join(folder, 'icons.json'), JSON.stringify(drawn));
}

// The licences of everything bundled travel with the bundle.
async function licences(folder, ...results) {
  const packages = new Set(['lucide-static', '@fontsource/be-vietnam-pro', '@fontsource-variable/inter']);
  for (const input of results.flatMap((result) => Object.keys(result.metafile.inputs))) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/.][^/]*)\//);
    if (found) packages.add(found[1]);
  }
  let text = '';
  for (const name of [...packages].sort()) {
    const home = `node_modules/${name}`;
    const { version, license } = JSON.parse(await readFile(`${home}/package.json`));
    text += `\n===== ${name} ${version} (${license}) =====\n`;
    const files = (await readdir(home, { withFileTypes: true })).filter((one) => one.isFile());
    for (const file of files.map((one) => one.name).filter((one) => /^(licen[cs]e|notice)/i.test(one)).sort())
      text += `\n${await readFile(`${home}/${file}`, 'utf8')}`;
  }
  await writeFile(path.join(folder, 'LICENSES.txt'), text.trimStart());
}

async function compress(folder) {
  for (const name of await readdir(folder)) {
    if (!/\.(js|css|svg)$/.test(name)) continue;
    const bytes = await readFile(path.join(folder, name));
    if (bytes.length < 600) continue;
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11 };
    await writeFile(path.join(folder, `${name}.br`), brotliCompressSync(bytes, { params }));
    await writeFile(path.join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

async function fill(folder) {
  await fonts(path.join(HERE, FONTS));
  const style = await esbuild.build({
    ...common, outdir: folder, entryPoints: { style: 'src/style.css', office: 'src/office.css', map: 'src/map.css' },
  });
  const manifest = Object.fromEntries(entries(style));
  const script = await esbuild.build({
    ...common, outdir: folder, entryPoints: { app: 'src/app.js' }, format: 'esm', splitting: true,
    define: {
      MAP_WORKER: JSON.stringify(await mapWorker(folder)), MAP_STYLE: JSON.stringify(manifest['map.css']),
    },
  });
  Object.assign(manifest, Object.fromEntries(entries(script)));
  for (const name of await readdir(folder)) {
    const font = name.match(/^(.+)-[0-9A-Z]{8}\.woff2$/);
    if (font) manifest[`${font[1]}.woff2`] = name;
  }
  await icons(folder);
  await licences(folder, style, script);
  await compress(folder);
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify(manifest, null, 1));
}

async function build() {
  const folder = path.join(HERE, `node_modules/.tinhso-part-${process.pid}`);
  const old = `${folder}-old`;
  try {
    await mkdir(folder, { recursive: true });
    await fill(folder);
    // A finished folder takes the place of the old one in two renames: a running server never sees half of it.
    await mkdir(path.dirname(OUT), { recursive: true });
    if (existsSync(OUT)) await rename(OUT, old);
    await rename(folder, OUT);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}

await build();
if (process.argv.includes('--watch')) {
  let timer;
  watch('src', { recursive: true }, () => {
    clearTimeout(timer);
    timer = setTimeout(() => build().then(() => console.log('built'), (error) => console.error(error.message)), 80);
  });
}
