// Everything works without this file; it makes pages quicker and safer to use.
import htmx from 'htmx.org';
import { clock, copyButtons, focusMistakes, menus, moneyInputs, printButtons } from './js/small.js';
import { autosave } from './js/autosave.js';
import { confirmations, dialogs } from './js/dialogs.js';
import { guardForms } from './js/submit.js';
import { keyboard } from './js/keyboard.js';
import { photos } from './js/photos.js';
import { carryOver } from './js/language.js';
import { settle } from './js/kept.js';

window.htmx = htmx;

// What can only be attached to an element: run for the page and for every part that htmx brings in.
function attach(root) {
  autosave(root);
  photos(root);
  moneyInputs(root);
  clock(root);
  for (const element of root.querySelectorAll('[data-map]')) once(element, () => import('./js/map.js').then((m) => m.draw(element)));
  for (const element of root.querySelectorAll('[data-draw]')) once(element, () => import('./js/draw.js').then((m) => m.outline(element)));
  for (const element of root.querySelectorAll('[data-chart]')) once(element, () => import('./js/chart.js').then((m) => m.draw(element)));
  for (const element of root.querySelectorAll('[data-push]')) once(element, () => import('./js/push.js').then((m) => m.push(element)));
  for (const element of root.querySelectorAll('[data-passkey]')) once(element, () => import('./js/passkeys.js').then((m) => m.passkeys(element)));
  for (const element of root.querySelectorAll('[data-poll]')) once(element, () => import('./js/queue.js').then((m) => m.poll(element)));
  for (const element of root.querySelectorAll('[data-signature]')) once(element, () => import('./js/queue.js').then((m) => m.signature(element)));
  for (const element of root.querySelectorAll('[data-print-now]')) once(element, () => import('./js/queue.js').then((m) => m.slip(element)));
}

const drawn = new WeakSet();
function once(element, start) {
  if (drawn.has(element)) return;
  drawn.add(element);
  start().catch((error) => console.error(error));
}

// What listens on the document serves every element, now and later.
settle();
guardForms();
confirmations();
dialogs();
menus();
copyButtons();
printButtons();
keyboard();
carryOver();
attach(document);
focusMistakes();
document.addEventListener('htmx:after:process', (event) => event.target instanceof Element && attach(event.target));

// Requests that are no form carry the key that proves they come from our page.
document.addEventListener('htmx:config:request', ({ detail: { ctx } }) => {
  const key = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (key) ctx.request.headers['X-CSRFToken'] = key;
});

if ('serviceWorker' in navigator && window.isSecureContext) navigator.serviceWorker.register('/sw.js').catch(() => {});
document.documentElement.dataset.js = 'ready';
