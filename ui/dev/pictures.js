/**
 * Pictures of every view, from the built page under the real content security policy, in a Chromium at hand; axe-core
 * looks at each, contrast included.
 * `npm run pictures [-- FOLDER [NAME…]]`; COUNTERSIGN_CHROMIUM names the program.
 */
import { mkdtempSync, readFileSync, mkdirSync, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import axe from 'axe-core';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { SHOTS } from './shots.js';

const [folder = join(tmpdir(), 'countersign-pictures'), ...only] = process.argv.slice(2);
const ui = resolve(import.meta.dirname, '..');
const out = mkdtempSync(join(tmpdir(), 'countersign-dev-'));
const { app } = JSON.parse(readFileSync(join(ui, '../tauri.conf.json'), 'utf8'));
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

await build({
  configFile: false,
  root: ui,
  logLevel: 'warn',
  plugins: [svelte()],
  build: {
    outDir: out, emptyOutDir: true, modulePreload: false, assetsInlineLimit: 0, target: 'esnext',
    rollupOptions: { input: join(ui, 'dev/index.html') },
  },
});

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const file = join(out, path === '/' ? 'dev/index.html' : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.setHeader('Content-Security-Policy', app.security.csp);
  response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.end(readFileSync(file));
});
await new Promise((done) => server.listen(0, '127.0.0.1', () => done(null)));
const { port } = server.address();

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.COUNTERSIGN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--force-color-profile=srgb'],
});
let complaints = 0;
for (const shot of SHOTS) {
  if (only.length > 0 && !only.includes(shot.name)) continue;
  const page = await browser.newPage({
    viewport: { width: shot.width ?? 900, height: shot.height ?? 720 },
    deviceScaleFactor: shot.scale ?? 1,
    colorScheme: shot.dark ? 'dark' : 'light',
    forcedColors: shot.forced ? 'active' : 'none',
  });
  const complain = (text) => {
    complaints += 1;
    console.error(`${shot.name}: ${text}`);
  };
  page.on('console', (message) => message.type() === 'error' && complain(message.text()));
  page.on('pageerror', (error) => complain(error.message));
  await page.goto(`http://127.0.0.1:${port}/?scene=${shot.scene}&elapsed=${shot.elapsed ?? 9}`);
  await page.waitForTimeout(shot.wait ?? 250);
  await shot.act?.(page);
  await page.waitForTimeout(250);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const { id, nodes } of violations) complain(`axe: ${id}: ${nodes.map((node) => node.html).join(' ')}`);
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  await page.close();
}
await browser.close();
server.close();
if (complaints > 0) process.exit(1);
