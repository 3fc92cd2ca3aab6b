// Changing the language loads the page again: what has been typed goes with it.
import { keep, restore, forget } from './kept.js';

const MARK = 'tinhso:language';

const typedIn = () => [...document.forms].filter((form) => form.getAttribute('method')?.toLowerCase() === 'post' && !form.closest('.menu'));

export function carryOver() {
  document.addEventListener('click', (event) => {
    if (!event.target.closest('a[data-language]')) return;
    for (const form of typedIn()) keep(form);
    try { sessionStorage.setItem(MARK, location.pathname); } catch { /* the server keeps drafts anyway */ }
  });
  let path = null;
  try { path = sessionStorage.getItem(MARK); sessionStorage.removeItem(MARK); } catch { return; }
  if (path !== location.pathname) return;
  for (const form of typedIn()) {
    if (form.dataset.autosave) continue; // restores by itself
    restore(form);
    forget(form);
  }
}
