// Keeps the pages themselves on the device, so that they open without a network. Never keeps what the server answers: those
// are people's data. FILES and VERSION are put in front of this text when the pages are built.
/* global FILES, VERSION */
const CACHE = `khuyenhoc-${VERSION}`;
// So few at a time that whoever works meanwhile is not kept waiting.
const LANES = 2;

async function keepAll() {
  const cache = await caches.open(CACHE);
  const files = [...FILES];
  const lane = async () => {
    for (let file = files.shift(); file; file = files.shift()) await cache.add(file);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

self.addEventListener('install', (event) => event.waitUntil(keepAll()));

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api')) return;
  // Every address of the pages is answered by the one document.
  const wanted = request.mode === 'navigate' ? '/index.html' : url.pathname;
  event.respondWith(caches.match(wanted).then((kept) => kept ?? fetch(request)));
});
