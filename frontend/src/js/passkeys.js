// Passkeys: <div data-passkey="sign-in|add" data-passkey-options="/…" data-passkey-answer="/…"> with a button inside.
// On the sign-in page the browser also offers passkeys in the name field (autocomplete="username webauthn").
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

async function post(address, body) {
  const key = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
  const answer = await fetch(address, { method: 'POST', body, headers: { 'X-CSRFToken': key, 'Content-Type': 'application/json' } });
  const said = await answer.json();
  if (said.next) location.assign(said.next);
  return { ok: answer.ok, said };
}

function fromServer(options) {
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const list of ['allowCredentials', 'excludeCredentials'])
    for (const one of options[list] ?? []) one.id = bytes(one.id);
  return options;
}

function toServer(credential) {
  const response = {};
  for (const name of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'])
    if (credential.response[name]) response[name] = text(credential.response[name]);
  return JSON.stringify({
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults(),
  });
}

export function passkeys(element) {
  if (!window.PublicKeyCredential) { element.hidden = true; return; }
  const problem = element.querySelector('[data-passkey-problem]');
  const adding = element.dataset.passkey === 'add';
  let waiting = null; // the quiet offer in the name field; one request at a time
  let asking = Promise.resolve(); // challenges one after the other: the server remembers the last

  async function run(quietly) {
    waiting?.abort();
    const stop = new AbortController();
    waiting = quietly ? stop : null;
    problem.hidden = true;
    try {
      asking = asking.catch(() => {}).then(() => post(element.dataset.passkeyOptions, ''));
      const { ok, said } = await asking;
      if (!ok || said.next || stop.signal.aborted) return;
      const publicKey = fromServer(said);
      const made = adding
        ? await navigator.credentials.create({ publicKey })
        : await navigator.credentials.get({ publicKey, signal: stop.signal, ...(quietly && { mediation: 'conditional' }) });
      const answer = await post(element.dataset.passkeyAnswer, toServer(made));
      if (!answer.ok) show(answer.said.detail);
    } catch (error) {
      // Closing the browser's dialog is no mistake.
      if (!quietly && error.name !== 'AbortError' && error.name !== 'NotAllowedError') show();
    }
  }
  function show(sentence) {
    problem.textContent = sentence || problem.dataset.failed;
    problem.hidden = false;
  }

  element.querySelector('button').addEventListener('click', () => run(false));
  if (!adding) PublicKeyCredential.isConditionalMediationAvailable?.().then((can) => can && run(true));
}
