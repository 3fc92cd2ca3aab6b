// What was typed and has not reached the server yet, kept on this device only.
const PREFIX = 'tinhso:typed:';
const DAYS = 3;

const store = () => { try { return window.localStorage; } catch { return null; } };
const keyOf = (form) => PREFIX + (form.dataset.autosave || form.getAttribute('action') || location.pathname);

// Secrets and files are never kept.
const kept = (input) => input.name && !input.disabled && !['password', 'file', 'hidden', 'submit', 'button'].includes(input.type);

// `sent`: the form is on its way; `settle` drops it as soon as a page of the server says that it arrived.
export function keep(form, sent = false) {
  const values = [];
  for (const input of form.elements) {
    if (!kept(input)) continue;
    if (input.type === 'checkbox' || input.type === 'radio') values.push([input.name, input.value, input.checked]);
    else values.push([input.name, input.value]);
  }
  try { store()?.setItem(keyOf(form), JSON.stringify({ at: Date.now(), sent, values })); } catch { /* full or forbidden: the server copy remains */ }
}

export function forget(form) {
  store()?.removeItem(keyOf(form));
}

// Puts kept values back; returns whether anything changed.
export function restore(form) {
  let found;
  try { found = JSON.parse(store()?.getItem(keyOf(form)) ?? 'null'); } catch { found = null; }
  if (!found || Date.now() - found.at > DAYS * 864e5) { forget(form); return false; }
  let changed = false;
  const seen = new Map();
  for (const [name, value, checked] of found.values) {
    const nth = seen.get(name) ?? 0;
    const inputs = [...form.elements].filter((input) => kept(input) && input.name === name);
    if (checked === undefined) {
      seen.set(name, nth + 1);
      const input = inputs[nth];
      if (input && input.value !== value) { input.value = value; changed = true; }
    } else {
      const input = inputs.find((one) => one.value === value);
      if (input && input.checked !== checked) { input.checked = checked; changed = true; }
    }
  }
  return changed;
}

// A page that the server answered with means that what was sent arrived, except the pages that say it did not.
export function settle() {
  const place = store();
  if (!place || document.querySelector('[data-unsent]')) return;
  for (const key of Object.keys(place)) {
    if (!key.startsWith(PREFIX)) continue;
    try { if (JSON.parse(place.getItem(key)).sent) place.removeItem(key); } catch { place.removeItem(key); }
  }
}

// Somebody else may use this device next: nothing typed outlives a sign-out.
export function forgetAll() {
  const place = store();
  if (!place) return;
  for (const key of Object.keys(place)) if (key.startsWith(PREFIX)) place.removeItem(key);
}
