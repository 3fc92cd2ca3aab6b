// <form data-autosave="/address/"> sends itself a moment after each change and says when it was saved.
// Until the server has it, the text is kept on this device; a lost connection is said, and tried again.
import { forget, keep, restore } from './kept.js';
import { announce, say, time } from './words.js';

const PAUSE = 900, RETRY = [2000, 5000, 15000, 30000];
const known = new WeakSet();

export function autosave(root) {
  for (const form of root.querySelectorAll('form[data-autosave]')) {
    if (known.has(form)) continue;
    known.add(form);
    watch(form);
  }
}

function stateOf(form) {
  const found = form.querySelector('[data-save-state]') ?? document.querySelector('[data-save-state]');
  if (found) return found;
  const made = document.createElement('p');
  made.className = 'save-state';
  made.dataset.saveState = '';
  made.setAttribute('role', 'status');
  form.append(made);
  return made;
}

function watch(form) {
  const state = stateOf(form);
  const show = (name, text) => { state.dataset.state = name; state.textContent = text; };
  let timer, tries = 0, changes = 0, saved = 0, running = false;

  async function send() {
    clearTimeout(timer);
    if (running || changes === saved) return;
    running = true;
    const upTo = changes;
    show('saving', say('saving'));
    try {
      const data = new FormData(form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      const answer = await fetch(form.dataset.autosave, { method: 'POST', body: data, headers: { 'X-Autosave': '1' }, redirect: 'manual' });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = upTo;
      tries = 0;
      if (changes === saved) forget(form);
      show('saved', `${say('saved')} ${time()}`);
    } catch {
      show('failed', navigator.onLine ? say('failed') : say('kept'));
      timer = setTimeout(send, RETRY[Math.min(tries++, RETRY.length - 1)]);
    } finally {
      running = false;
    }
    if (changes !== saved && tries === 0) timer = setTimeout(send, PAUSE);
  }

  const changed = () => {
    changes += 1;
    keep(form);
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  };
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('submit', () => { clearTimeout(timer); keep(form, true); });
  window.addEventListener('online', send);
  document.addEventListener('visibilitychange', () => document.hidden && send());
  if (restore(form)) {
    announce(say('restored'));
    changed();
  }
}

function offlineNotice() {
  let notice;
  const update = () => {
    if (navigator.onLine) { notice?.remove(); notice = undefined; return; }
    if (notice) return;
    notice = document.createElement('div');
    notice.className = 'offline';
    notice.setAttribute('role', 'status');
    notice.textContent = say('offline');
    document.body.append(notice);
  };
  window.addEventListener('online', update);
  window.addEventListener('offline', update);
  update();
}
offlineNotice();
