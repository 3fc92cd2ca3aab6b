{% autoescape off %}// Keeps the frame of the pages on the phone and shows a page of ours when there is no network. No page of a person is ever kept.
const SHELL = 'shell-{{ version }}';
self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll({{ shell }})).then(() => self.skipWaiting()));
});
self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELL).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});
self.addEventListener('fetch', (event) => {
  const request = event.request;
  if (request.method !== 'GET' || new URL(request.url).origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(fetch(request).catch(() => caches.match({{ offline }})));
  else if (new URL(request.url).pathname.startsWith('/static/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});
// A notice of ours. Shown twice under one tag, the second takes the place of the first.
self.addEventListener('push', (event) => {
  const told = event.data?.json() ?? {};
  event.waitUntil(self.registration.showNotification(told.title ?? told.site ?? '', {
    body: told.body ?? '', tag: told.tag, lang: told.lang, icon: {{ picture }}, badge: {{ picture }}, data: { url: told.url ?? '/my/notices/' },
  }));
});
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const wanted = new URL(event.notification.data?.url ?? '/my/notices/', location.origin);
  if (wanted.origin !== location.origin) return;
  event.waitUntil(clients.matchAll({ type: 'window', includeUncontrolled: true }).then((open) => {
    const known = open.find((one) => one.url === wanted.href);
    return known ? known.focus() : clients.openWindow(wanted.href);
  }));
});
{% endautoescape %}
