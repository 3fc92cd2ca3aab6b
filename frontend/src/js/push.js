// Notices on this device: <div data-push="/where/to/send/" data-push-key="/where/the/key/is" data-push-known="hashes of this person's addresses"> with a button inside.
// The browser asks its own push service for an address; what goes there only this browser can read.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));

async function name(endpoint) {
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function tell(address, subscription) {
  const key = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
  const answer = await fetch(address, { method: 'POST', body: JSON.stringify(subscription), headers: { 'X-CSRFToken': key, 'Content-Type': 'application/json' } });
  return { ok: answer.ok, said: await answer.json() };
}

export async function push(element) {
  if (!('serviceWorker' in navigator) || !('PushManager' in window) || !window.isSecureContext) { element.hidden = true; return; }
  const button = element.querySelector('button');
  const done = element.querySelector('[data-push-done]'), problem = element.querySelector('[data-push-problem]');
  const show = (on) => { done.hidden = !on; button.hidden = on; };
  const fail = (sentence) => { problem.textContent = sentence || problem.dataset.failed; problem.hidden = false; };

  button.addEventListener('click', async () => {
    problem.hidden = true;
    try {
      if (await Notification.requestPermission() !== 'granted') { fail(problem.dataset.denied); return; }
      const [worker, { key }] = await Promise.all([navigator.serviceWorker.ready, fetch(element.dataset.pushKey).then((answer) => answer.json())]);
      const subscription = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) });
      const { ok, said } = await tell(element.dataset.push, subscription);
      if (ok) location.reload(); else fail(said.detail);
    } catch (error) {
      fail();
    }
  });

  // On for this person already? Somebody else's subscription in this browser is not theirs, until they press the button.
  const worker = await navigator.serviceWorker.getRegistration('/');
  const subscription = await worker?.pushManager.getSubscription();
  if (subscription && Notification.permission === 'granted')
    show(element.dataset.pushKnown.split(' ').includes(await name(subscription.endpoint)));
}
