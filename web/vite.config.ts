import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// What every page needs travels in one piece, and so do the pages opened first, each with its styles: over a slow network each file costs its own way there and
// back. Everything else is fetched with the page that needs it.
const EVERYWHERE = /svelte\/src\/|node_modules\/clsx\/|preload-helper|runtime.*\/helpers\/|web\/shell\/(?!main|capabilities)\w+(\.svelte)?\.ts$|web\/parts\/((Confidence|Fold|Illustrative|Later|Notice|Panels|ShareBar|StateMark|Title|Toasts|Trouble|Wait)\.svelte(\?|$)|turns\.ts$|growing\.svelte\.ts$)|web\/words\/format\.ts$/;
const OVERVIEW = /indicators\/pages\/((Overview|TitleCards|FigureLine|Origin|Below|PrintedTable|StatesTable|NationalLink)\.svelte(\?|$)|(report|national)\.ts$)|web\/parts\/((TileMap|MapNote|SortHead)\.svelte(\?|$)|(tiles|picture|order|outlines\.svelte)\.ts$)|recognition\/pages\/tasks\/(Tasks\.svelte(\?|$)|tasks\.ts$)|people\/pages\/search\/SearchBox\.svelte(\?|$)/;
const HOUSEHOLD = /recognition\/pages\/((HouseholdPage|AssessPanel|Why|ConditionCard|OwnIndicators|MemberList)\.svelte(\?|$)|wording\.ts$)/;
const SHEET = /recognition\/pages\/((Sheet(Page|Head|Work|Cards|Print)|Evidence)\.svelte(\?|$)|(sheet(_block|_row)?\.svelte|score|naming)\.ts$)/;
const FORMS = /web\/(parts\/(Dialog|Field|Form|Progress|Refused)\.svelte(\?|$)|shell\/act\.svelte\.ts$)/;
// A dependency is not pulled in with what needs it: the words stay apart, each language its own. The list of pages stays with the
// entry, whose modules it must meet in their order.
const pieces = [
  { name: 'shell', test: EVERYWHERE },
  { name: 'overview', test: OVERVIEW },
  { name: 'household', test: HOUSEHOLD },
  { name: 'sheet', test: SHEET },
  { name: 'forms', test: FORMS },
];

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
    rolldownOptions: { output: { codeSplitting: { groups: pieces, includeDependenciesRecursively: false } } },
  },
});
