// A second press of a button sends nothing twice; coming back to the page makes the buttons work again.
import { forgetAll } from './kept.js';

const buttonsOf = (form) => [...form.elements].filter((element) => element.type === 'submit');

export function guardForms() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute('method')?.toLowerCase() !== 'post' || form.dataset.sendAgain !== undefined) return;
    if (form.dataset.sent !== undefined) { event.preventDefault(); return; }
    form.dataset.sent = '';
    if (form.getAttribute('action')?.endsWith('/sign-out/')) forgetAll();
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(() => {
      for (const button of buttonsOf(form)) { button.setAttribute('aria-disabled', 'true'); button.dataset.busy = ''; }
    });
    // A file to download never leaves the page: the buttons come back by themselves.
    setTimeout(() => release(form), 30000);
  });
  document.addEventListener('htmx:after:request', (event) => {
    const form = event.target instanceof Element && event.target.closest('form');
    if (form) release(form);
  });
  window.addEventListener('pageshow', () => { for (const form of document.forms) release(form); });
}

function release(form) {
  delete form.dataset.sent;
  for (const button of buttonsOf(form)) { button.removeAttribute('aria-disabled'); delete button.dataset.busy; }
}
