// The pages of a paper travel one by one as soon as they are chosen, each with its own progress; what has arrived stays.
// Without this the form sends them all at once. What could not be sent stays chosen and goes with the form.
import { isPhoto, smaller } from './photos.js';

export function uploads(input) {
  const box = input.form?.querySelector(`[data-upload][data-paper="${CSS.escape(input.name)}"]`);
  if (!box) return false;
  const list = document.createElement('div');
  list.className = 'uploads';
  list.setAttribute('role', 'status');
  (input.closest('.file') ?? input.parentElement).append(list);
  const waiting = [];
  let running = false, pressed = null;
  input.addEventListener('change', async () => {
    waiting.push(...input.files);
    input.value = '';
    if (running || !waiting.length) return;
    running = true;
    list.replaceChildren();
    const left = new DataTransfer();
    let refused = false;
    while (waiting.length) {
      const file = waiting.shift();
      const small = isPhoto(file) ? await smaller(file).catch(() => file) : file;
      const line = lineOf(list, `${box.dataset.sending} ${file.name}`);
      try {
        box.querySelector('[data-sheets]').innerHTML = await send(box.dataset.upload, input, small, line.bar);
        line.row.remove();
      } catch (problem) {
        line.bar.remove();
        line.text.textContent = problem.message || `${file.name}: ${box.dataset.failed}`;
        line.text.className = 'bad';
        if (problem.message) refused = true;
        else left.items.add(small);
      }
    }
    running = false;
    input.files = left.files;
    if (pressed && !refused) input.form.requestSubmit(pressed.isConnected ? pressed : undefined);
    pressed = null;
  });
  input.form.addEventListener('submit', (event) => {
    if (!running) return;
    // Pressed while pages are on their way: it is done when they have arrived.
    event.preventDefault();
    pressed = event.submitter ?? input.form.querySelector('[type="submit"]');
    list.scrollIntoView({ block: 'nearest' });
  });
  return true;
}

function lineOf(list, words) {
  const row = document.createElement('div');
  const text = document.createElement('span');
  const bar = document.createElement('progress');
  text.textContent = words;
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute('aria-label', words);
  row.append(text, bar);
  list.append(row);
  return { row, text, bar };
}

// Answers with the list as the server has it now. A refusal brings its sentence; a lost connection an empty one.
function send(address, input, file, bar) {
  return new Promise((done, failed) => {
    const data = new FormData(), request = new XMLHttpRequest();
    data.append('csrfmiddlewaretoken', input.form.elements.csrfmiddlewaretoken.value);
    data.append(input.name, file, file.name);
    request.open('POST', address);
    request.upload.addEventListener('progress', (event) => { if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total; });
    request.addEventListener('load', () => {
      if (request.status === 200) done(request.responseText);
      else failed(new Error(request.status === 422 ? request.responseText : ''));
    });
    request.addEventListener('error', () => failed(new Error('')));
    request.send(data);
  });
}
