// <div data-draw="/areas.geojson"><textarea>…</textarea></div>: draws one area, corner by corner, into the textarea as GeoJSON.
// Corners are set by tapping or with a button at the middle of the map, so that neither dragging nor a mouse is needed.
import { base, maplibre } from './map.js';

const RADIUS = 6371008.8, EMPTY = { type: 'FeatureCollection', features: [] };
const round = (number) => Math.round(number * 1e6) / 1e6;

function cornersOf(text) {
  try {
    const data = JSON.parse(text), shape = data.geometry ?? data;
    const rings = shape.type === 'MultiPolygon' ? shape.coordinates[0] : shape.coordinates;
    return rings.length === 1 ? rings[0].slice(0, -1) : null;
  } catch { return null; }
}

// On the sphere, as the server measures it: the text is a help, the server's figure counts.
function hectares(corners) {
  let sum = 0;
  corners.forEach(([x1, y1], n) => {
    const [x2, y2] = corners[(n + 1) % corners.length];
    sum += ((x2 - x1) * Math.PI / 180) * (2 + Math.sin(y1 * Math.PI / 180) + Math.sin(y2 * Math.PI / 180));
  });
  return Math.abs(sum * RADIUS * RADIUS / 2) / 10000;
}

function button(text, act) {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'btn second small';
  made.textContent = text;
  made.addEventListener('click', act);
  return made;
}

export async function outline(host) {
  const text = host.querySelector('textarea'), words = host.dataset;
  const box = document.createElement('div'), bar = document.createElement('div'), state = document.createElement('p');
  box.className = 'map';
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', words.mapLabel);
  bar.className = 'actions';
  state.className = 'hint';
  state.setAttribute('role', 'status');
  host.prepend(state, box, bar);
  let corners = cornersOf(text.value) ?? [], handles = [];
  const map = await base(box, words.draw, corners.length ? boundsOf(corners) : null);

  function show() {
    handles.forEach((handle) => handle.remove());
    handles = corners.map((corner, n) => {
      const handle = new maplibre.Marker({ draggable: true, color: '#0b5572', scale: 0.8 }).setLngLat(corner).addTo(map);
      handle.getElement().setAttribute('aria-label', `${words.corner} ${n + 1}`);
      handle.on('dragend', () => { const { lng, lat } = handle.getLngLat(); corners[n] = [round(lng), round(lat)]; changed(); });
      return handle;
    });
    const closed = [...corners, corners[0]];
    const geometry = corners.length > 2 ? { type: 'Polygon', coordinates: [closed] } : { type: 'LineString', coordinates: corners };
    map.getSource('drawn').setData(corners.length > 1 ? { type: 'Feature', properties: {}, geometry } : EMPTY);
    const area = corners.length > 2 ? ` · ${new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 }).format(hectares(corners))} ha` : '';
    state.textContent = corners.length ? `${corners.length} ${words.corners}${area}` : words.first;
  }
  function changed() {
    text.value = corners.length > 2 ? JSON.stringify({ type: 'Polygon', coordinates: [[...corners, corners[0]]] }) : '';
    text.dispatchEvent(new Event('input', { bubbles: true }));
    show();
  }
  const add = ({ lng, lat }) => { corners.push([round(lng), round(lat)]); changed(); };
  bar.append(
    button(words.add, () => add(map.getCenter())),
    button(words.undo, () => { corners.pop(); changed(); }),
    button(words.clear, () => { corners = []; changed(); }),
  );
  map.addSource('drawn', { type: 'geojson', data: EMPTY });
  map.addLayer({ id: 'drawn', type: 'fill', source: 'drawn', paint: { 'fill-color': '#1a86a9', 'fill-opacity': 0.35 } });
  map.addLayer({ id: 'drawn-edge', type: 'line', source: 'drawn', paint: { 'line-color': '#0b5572', 'line-width': 3 } });
  map.on('click', ({ lngLat, originalEvent }) => { if (!originalEvent.target.closest('.maplibregl-marker')) add(lngLat); });
  text.addEventListener('change', () => { const pasted = cornersOf(text.value); if (pasted) { corners = pasted; show(); map.fitBounds(boundsOf(corners), { padding: 40, animate: false }); } });
  show();
  host.dataset.ready = '1';
}

function boundsOf(corners) {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [[Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]];
}
