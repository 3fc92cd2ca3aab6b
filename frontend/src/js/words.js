// The few sentences that scripts say; the page brings them in its own language (parts/dialogs.html).
const words = document.getElementById('words')?.dataset ?? {};
export const say = (name) => words[name] ?? '';
export const time = () => new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit' });

const region = () => document.getElementById('messages');

// Puts a sentence into the page's live region, so that it is read out as well as seen.
export function announce(text, tone = 'info') {
  const box = region();
  if (!box) return;
  const alert = document.createElement('div');
  alert.className = `alert tone-${tone}`;
  const body = document.createElement('div');
  body.textContent = text;
  alert.append(body);
  box.append(alert);
}
