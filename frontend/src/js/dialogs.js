// <button data-confirm="Question?"> asks before its form is sent; data-open-dialog="id" opens a dialog.
export function confirmations() {
  document.addEventListener('submit', (event) => {
    const form = event.target, button = event.submitter;
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || form.dataset.confirmed !== undefined) { delete form.dataset.confirmed; return; }
    event.preventDefault();
    event.stopPropagation();
    ask(question, button).then((yes) => {
      if (!yes) { button?.focus(); return; }
      form.dataset.confirmed = '';
      form.requestSubmit(button ?? undefined);
    });
  }, true);
}

function ask(question, button) {
  const dialog = document.getElementById('confirm-dialog');
  if (!dialog) return Promise.resolve(window.confirm(question));
  dialog.querySelector('[data-question]').textContent = question;
  dialog.querySelector('[data-yes]').classList.toggle('danger', button?.classList.contains('danger') ?? false);
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((answer) => dialog.addEventListener('close', () => answer(dialog.returnValue === 'yes'), { once: true }));
}

export function dialogs() {
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-open-dialog]');
    if (opener) { event.preventDefault(); document.getElementById(opener.dataset.openDialog)?.showModal(); return; }
    if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
  });
}
