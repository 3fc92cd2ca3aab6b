// Cuts the fonts down to the letters we print. Be Vietnam Pro for text; it has no figures of equal width,
// so figures come from Inter (only digits, capitals and signs: codes, money, times).
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import subset from 'subset-font';

const range = (from, to) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, i) => from + i));
const LATIN = range(0x20, 0x7e) + 'ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýçäëïöüñßÇÄÖÜ' + '\u00a0§©«»°²³·×÷½–—‘’“”•…€→←−';
const VIETNAMESE = 'ĂăĐđĨĩŨũƠơƯư' + range(0x300, 0x309) + '\u0323' + range(0x1ea0, 0x1ef9) + '₫';
const FIGURES = range(0x20, 0x3b) + range(0x41, 0x5a) + '\u00a0–−•×';

async function cut(folder, name, source, text, options = {}) {
  const file = path.join(folder, `${name}.woff2`);
  if (existsSync(file)) return;
  const bytes = await subset(await readFile(source), text, { targetFormat: 'woff2', ...options });
  await writeFile(file, bytes);
}

export async function fonts(folder) {
  await mkdir(folder, { recursive: true });
  const text = 'node_modules/@fontsource/be-vietnam-pro/files/be-vietnam-pro';
  for (const weight of [400, 600]) {
    await cut(folder, `text-latin-${weight}`, `${text}-latin-${weight}-normal.woff2`, LATIN);
    await cut(folder, `text-vietnamese-${weight}`, `${text}-vietnamese-${weight}-normal.woff2`, VIETNAMESE);
  }
  const inter = 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
  await cut(folder, 'figures', inter, FIGURES, { variationAxes: { wght: { min: 400, max: 700 } } });
}
