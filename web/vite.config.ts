import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  publicDir: here('./static'),
  plugins: [svelte()],
  resolve: { alias: { '@web': here('.') } },
  // The pages of a capability lie in its own folder, outside this one.
  server: {
    fs: { allow: [here('..')] },
    proxy: { '/api': process.env.KHUYENHOC_API ?? 'http://127.0.0.1:8080' },
  },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: ['es2021', 'chrome90', 'firefox90', 'safari15'],
    manifest: true,
    // Nothing inline: the content policy allows scripts and styles only as files of our own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
