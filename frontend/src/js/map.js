// <div data-map="/address.geojson" data-value="field" data-bounds="w,s,e,n"> draws areas and points without a tile server.
// Letters come from the page's own font: the style names no glyph server. The page gives the same places as a list.
import * as maplibre from 'maplibre-gl';

maplibre.setWorkerUrl(new URL(MAP_WORKER, import.meta.url).href);
const KHANH_HOA = [[108.3, 11.25], [109.95, 12.95]];
const RAMP = ['#d7edf4', '#8ccbdd', '#1a86a9', '#f1c15a', '#d9572f'];

function style() {
  if (document.querySelector('link[data-map-style]')) return null;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.dataset.mapStyle = '';
  link.href = new URL(MAP_STYLE, import.meta.url).href;
  const loaded = new Promise((done) => { link.onload = link.onerror = done; });
  document.head.append(link);
  return loaded;
}

// One point for each area's name: a polygon of several parts would repeat it.
function names(data) {
  const features = [];
  for (const { geometry, properties } of data.features) {
    if (!geometry || !properties?.name) continue;
    let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
    const walk = (part) => {
      if (typeof part[0] === 'number') {
        west = Math.min(west, part[0]); east = Math.max(east, part[0]);
        south = Math.min(south, part[1]); north = Math.max(north, part[1]);
      } else part.forEach(walk);
    };
    walk(geometry.coordinates);
    features.push({ type: 'Feature', properties, geometry: { type: 'Point', coordinates: [(west + east) / 2, (south + north) / 2] } });
  }
  return { type: 'FeatureCollection', features };
}

function fill(data, field) {
  if (!field) return '#f4efe4';
  const values = data.features.map((one) => Number(one.properties[field])).filter(Number.isFinite);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const known = ['==', ['typeof', ['get', field]], 'number'];
  if (!values.length || low === high) return ['case', known, RAMP[1], '#e9eef0'];
  const stops = RAMP.flatMap((colour, n) => [low + ((high - low) * n) / (RAMP.length - 1), colour]);
  return ['case', known, ['interpolate', ['linear'], ['to-number', ['get', field]], ...stops], '#e9eef0'];
}

// The map of the communes on which others draw; settled when it can take further layers.
async function make(element, address, bounds, value) {
  const [data] = await Promise.all([
    fetch(address).then((answer) => { if (!answer.ok) throw new Error(`map: ${answer.status}`); return answer.json(); }),
    style(), document.fonts.load('400 13px "Be Vietnam Pro"', 'Kháế'),
  ]);
  const map = new maplibre.Map({
    container: element, attributionControl: false, fadeDuration: 0, cooperativeGestures: true, dragRotate: false,
    bounds: bounds ?? KHANH_HOA, fitBoundsOptions: { padding: 24 },
    style: {
      version: 8,
      sources: { areas: { type: 'geojson', data }, names: { type: 'geojson', data: names(data) } },
      layers: [
        { id: 'sea', type: 'background', paint: { 'background-color': '#cfe8f1' } },
        { id: 'areas', type: 'fill', source: 'areas', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'fill-color': fill(data, value) } },
        { id: 'edges', type: 'line', source: 'areas', filter: ['!=', ['geometry-type'], 'Point'], paint: { 'line-color': '#7f9aa3', 'line-width': 0.8 } },
        { id: 'points', type: 'circle', source: 'areas', filter: ['==', ['geometry-type'], 'Point'], paint: { 'circle-radius': 7, 'circle-color': '#0b5572', 'circle-stroke-color': '#fff', 'circle-stroke-width': 2 } },
        { id: 'names', type: 'symbol', source: 'names', minzoom: 8, layout: { 'text-field': ['get', 'name'], 'text-font': ['Be Vietnam Pro'], 'text-size': 12 }, paint: { 'text-color': '#223640', 'text-halo-color': '#fff', 'text-halo-width': 1.3 } },
      ],
    },
  });
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  return map;
}

export async function base(element, address, bounds) {
  const map = await make(element, address, bounds);
  if (!map.isStyleLoaded()) await new Promise((done) => map.once('load', done));
  return map;
}

export { maplibre };

export async function draw(element) {
  const bounds = element.dataset.bounds?.split(',').map(Number);
  const map = await make(element, element.dataset.map, bounds?.length === 4 ? [bounds.slice(0, 2), bounds.slice(2)] : null, element.dataset.value);
  map.on('click', (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ['points', 'areas'] });
    if (!found) return;
    const { name, text } = found.properties;
    new maplibre.Popup().setLngLat(event.lngLat).setText([name, text].filter(Boolean).join(' · ')).addTo(map);
  });
  map.on('load', () => { element.dataset.ready = '1'; });
}
