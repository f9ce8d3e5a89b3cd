import { svelte } from '@sveltejs/vite-plugin-svelte';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

/** Short names for the classes that scope a component's styles; the usual ones are a tenth of the script. */
const cssHash = ({ hash, css }: { hash: (text: string) => string; css: string }) => `s${hash(css).slice(0, 5)}`;

export default defineConfig({
  plugins: [svelte({ compilerOptions: { cssHash } }), svelteTesting({ autoCleanup: false })],
  build: {
    // The window is always a current WebKit or Chromium web view.
    target: ['es2022', 'safari16.4'],
    // What the first codes need is one script and one style sheet; only views that are rarely opened are apart.
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
  server: { port: 5173, strictPort: true },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { pretendToBeVisual: true } },
    include: ['tests/**/*.test.ts'],
    setupFiles: ['tests/setup.ts'],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
