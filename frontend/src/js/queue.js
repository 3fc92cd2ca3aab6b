// A part of a page that keeps itself up to date: data-poll="/address/" data-poll-every="4" (seconds).
// data-poll-lost is shown while it cannot; data-fresh and data-say are read aloud once data-speak was pressed.
const MISSES = 2;

export function poll(element) {
  const every = Number(element.dataset.pollEvery || 5) * 1000;
  const lost = document.querySelector('[data-poll-lost]');
  const voice = speaker(element);
  let misses = 0;
  let last = null;
  async function ask() {
    try {
      const answer = await fetch(element.dataset.poll, { cache: 'no-store', redirect: 'error', signal: AbortSignal.timeout(every * 2) });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (last !== text) { element.innerHTML = text; last = text; voice(); }
      misses = 0;
    } catch { misses += 1; }
    if (lost) lost.hidden = misses < MISSES;
    setTimeout(ask, every);
  }
  setTimeout(ask, every);
}

// Says what is new, one after the other, in the page's language. Off until somebody presses the button.
function speaker(element) {
  const button = document.querySelector('[data-speak]');
  const known = new Set();
  const fresh = () => [...element.querySelectorAll('[data-fresh]')].filter((row) => !known.has(row.dataset.fresh) && known.add(row.dataset.fresh));
  fresh();
  if (button && !('speechSynthesis' in window)) button.hidden = true;
  button?.addEventListener('click', () => {
    const on = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(on));
    if (!on) speechSynthesis.cancel();
  });
  return () => {
    const rows = fresh();
    for (const row of rows) row.classList.add('new');
    if (button?.getAttribute('aria-pressed') !== 'true') return;
    for (const row of rows.reverse()) {
      const words = new SpeechSynthesisUtterance(row.dataset.say);
      words.lang = document.documentElement.lang === 'en' ? 'en-GB' : 'vi-VN';
      speechSynthesis.speak(words);
    }
  };
}

// A signature drawn with finger, pen or mouse; sent as a PNG in the hidden field. Nothing drawn: nothing sent.
export function signature(box) {
  const canvas = box.querySelector('canvas');
  const field = box.querySelector('[data-signature-value]');
  const ink = canvas.getContext('2d');
  ink.lineWidth = 4; ink.lineCap = ink.lineJoin = 'round'; ink.strokeStyle = '#12222b';
  let drawing = false;
  const at = (event) => {
    const area = canvas.getBoundingClientRect();
    return [(event.clientX - area.left) * canvas.width / area.width, (event.clientY - area.top) * canvas.height / area.height];
  };
  canvas.addEventListener('pointerdown', (event) => {
    drawing = true;
    canvas.setPointerCapture(event.pointerId);
    ink.beginPath();
    ink.moveTo(...at(event));
    event.preventDefault();
  });
  canvas.addEventListener('pointermove', (event) => { if (drawing) { ink.lineTo(...at(event)); ink.stroke(); } });
  const stop = () => { if (drawing) { drawing = false; field.value = canvas.toDataURL('image/png'); } };
  canvas.addEventListener('pointerup', stop);
  canvas.addEventListener('pointercancel', stop);
  box.querySelector('[data-signature-clear]').addEventListener('click', () => { ink.clearRect(0, 0, canvas.width, canvas.height); field.value = ''; });
}

// The slip of a kiosk: printed at once, then back to the start for the next person, later if somebody still touches it.
export function slip(element) {
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(() => location.replace(element.dataset.return), Number(element.dataset.returnAfter) * 1000); };
  document.addEventListener('pointerdown', wait);
  document.addEventListener('keydown', wait);
  wait();
  window.print();
}
