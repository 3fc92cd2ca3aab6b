// Small helpers, each a few lines.
import { announce, say } from './words.js';

export function focusMistakes() {
  const summary = document.querySelector('[data-focus]');
  if (!summary) return;
  summary.focus();
}

// A menu (<details data-menu>) closes when one presses elsewhere or Escape; data-toggle="id" opens a drawer.
export function menus() {
  const close = (except) => {
    for (const menu of document.querySelectorAll('details[data-menu][open]')) if (menu !== except) menu.open = false;
  };
  document.addEventListener('click', (event) => {
    close(event.target.closest('details[data-menu]'));
    const toggle = event.target.closest('[data-toggle]');
    const drawer = document.querySelector('.side[data-open]');
    if (toggle) {
      event.preventDefault();
      const target = document.getElementById(toggle.dataset.toggle);
      const open = target?.toggleAttribute('data-open');
      (open ? target.querySelector('a, button') : document.querySelector('.side-toggle'))?.focus();
    } else if (drawer && !event.target.closest('.side')) drawer.removeAttribute('data-open');
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector('details[data-menu][open]');
    if (open) { open.open = false; open.querySelector('summary').focus(); }
    document.querySelector('.side[data-open]')?.removeAttribute('data-open');
  });
}

export function copyButtons() {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    announce(say('copied'), 'ok');
  });
}

export function printButtons() {
  document.addEventListener('click', (event) => { if (event.target.closest('[data-print]')) window.print(); });
}

// 100000 becomes 100.000 when one leaves the field; the server takes both.
export function moneyInputs(root) {
  for (const input of root.querySelectorAll('input[data-money]')) {
    input.addEventListener('blur', () => {
      const digits = input.value.replace(/[.,\s]/g, '');
      if (/^\d+$/.test(digits)) input.value = digits.replace(/\B(?=(\d{3})+$)/g, '.');
    });
  }
}

export function clock(root) {
  for (const element of root.querySelectorAll('[data-clock]')) {
    const show = () => { element.textContent = new Date().toLocaleTimeString('vi-VN', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Ho_Chi_Minh' }); };
    show();
    setInterval(show, 5000);
  }
}
