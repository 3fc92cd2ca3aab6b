// <input type=file data-photo>: shows what was chosen and makes photos smaller before they travel over a phone network.
import { uploads } from './uploads.js';

const LONGEST = 2000, QUALITY = 0.85, SMALL = 600 * 1024;

export function photos(root) {
  for (const input of root.querySelectorAll('input[type="file"][data-photo]')) {
    if (input.dataset.ready) continue;
    input.dataset.ready = '1';
    if (input.multiple && uploads(input)) continue;
    input.addEventListener('change', () => take(input));
  }
}

async function take(input) {
  const file = input.files[0];
  const box = previewOf(input);
  box.replaceChildren();
  box.hidden = !file;
  if (!file) return;
  let best = file;
  if (isPhoto(file)) {
    best = await smaller(file).catch(() => file);
    if (best !== file && input.files[0] === file) {
      const bag = new DataTransfer();
      bag.items.add(best);
      input.files = bag.files;
    }
  }
  if (best.type.startsWith('image/')) {
    const image = document.createElement('img');
    image.alt = '';
    image.src = URL.createObjectURL(best);
    image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
    box.append(image);
  }
  const text = document.createElement('span');
  text.textContent = `${best.name} · ${new Intl.NumberFormat('vi-VN', { maximumFractionDigits: 1 }).format(best.size / 1048576)} MB`;
  box.append(text);
}

export const isPhoto = (file) => /^image\/(jpeg|png|webp|heic|heif)$/.test(file.type);

function previewOf(input) {
  const host = input.closest('.file') ?? input.parentElement;
  let box = host.querySelector('[data-preview]');
  if (!box) {
    box = document.createElement('p');
    box.className = 'file-preview';
    box.dataset.preview = '';
    box.setAttribute('role', 'status');
    host.append(box);
  }
  return box;
}

// createImageBitmap turns the picture the way the camera was held, so that the copy needs no orientation mark.
export async function smaller(file) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && file.size < SMALL) { bitmap.close(); return file; }
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.\w+$/, '') + '.jpg', { type: 'image/jpeg', lastModified: file.lastModified });
}
