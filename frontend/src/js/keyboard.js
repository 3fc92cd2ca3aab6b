// Lists marked data-list answer to J, K, Enter and X; "/" searches, "?" shows the table of keys. Can be switched off.
// A form or link marked data-key="t" is pressed by that key.
import { say } from './words.js';

const OFF = 'tinhso:keys-off';
const isOff = () => { try { return localStorage.getItem(OFF) === '1'; } catch { return false; } };

function rows() {
  const list = document.querySelector('[data-list]');
  return list ? [...list.querySelectorAll('[data-row]')] : [];
}

function select(row) {
  for (const other of rows()) other.setAttribute('aria-selected', String(other === row));
  row.scrollIntoView({ block: 'nearest' });
  const link = row.querySelector('a[href]');
  link?.focus({ preventScroll: true });
  row.dispatchEvent(new CustomEvent('tinhso:selected', { bubbles: true }));
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  select(all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))]);
}

const chosen = () => rows().find((row) => row.getAttribute('aria-selected') === 'true');

function act(key) {
  if (key === 'j') step(1);
  else if (key === 'k') step(-1);
  else if (key === 'x') chosen()?.querySelector('input[type="checkbox"]')?.click();
  else if (key === '/') document.querySelector('[data-search], .search input')?.focus();
  else if (key === '?') document.getElementById('keys-dialog')?.showModal();
  else {
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    target.click();
  }
  return true;
}

export function keyboard() {
  const toggle = document.querySelector('[data-keys-toggle]');
  const label = () => { if (toggle) toggle.textContent = say(isOff() ? 'keysOn' : 'keysOff'); };
  toggle?.addEventListener('click', () => {
    try { localStorage.setItem(OFF, isOff() ? '0' : '1'); } catch { /* stays as it is */ }
    label();
  });
  label();
  // A row that is pressed beside its links and boxes is chosen, as with J and K.
  document.addEventListener('click', (event) => {
    const row = event.target.closest('[data-list] [data-row]');
    if (row && !event.target.closest('a, button, input, label, select, textarea')) select(row);
  });
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      const search = document.querySelector('[data-search], .search input');
      if (search) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isOff()) return;
    if (event.target.closest('input, textarea, select, [contenteditable], dialog[open]')) return;
    if (act(event.key.toLowerCase())) event.preventDefault();
  });
}
