// A file of boundaries made for the checks: around each commune's centre all that lies nearer to it than to another centre. The shapes
// are invented, names and codes are real; two communes are left out, and one area belongs to nobody.

const ROUND = Array.from({ length: 40 }, (_, i) => {
  const angle = (i / 40) * 2 * Math.PI;
  return [103.95 + 1.05 * Math.cos(angle), 21.3 + 0.75 * Math.sin(angle)];
});

/** The part of a polygon that is nearer to `a` than to `b`. */
function nearer(polygon, a, b) {
  const [mx, my, dx, dy] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, b[0] - a[0], b[1] - a[1]];
  const side = ([x, y]) => (x - mx) * dx + (y - my) * dy;
  return polygon.flatMap((point, i) => {
    const next = polygon[(i + 1) % polygon.length];
    const [here, there] = [side(point), side(next)];
    const kept = here <= 0 ? [point] : [];
    if (here <= 0 === there <= 0) return kept;
    const part = here / (here - there);
    return [...kept, [point[0] + part * (next[0] - point[0]), point[1] + part * (next[1] - point[1])]];
  });
}

const feature = (properties, ring) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]].map(([x, y]) => [Number(x.toFixed(4)), Number(y.toFixed(4))])] },
});

const answered = async (url) => (await fetch(url)).json();

/** { file, communes, left: how many the file does not have } for a file chooser. */
export async function madeBoundaries(url) {
  const { places } = await answered(`${url}/api/places?under=14&kind=commune&on=2025-12-31`);
  const centres = places.map((place) => [place.lon, place.lat]);
  const features = places.slice(0, -2).map((place, i) => {
    const cell = centres.reduce((rest, other, j) => (j === i ? rest : nearer(rest, centres[i], other)), ROUND);
    return feature({ ma_xa: place.code, ten_xa: place.name }, cell);
  });
  features.push(feature({ ma_xa: '00001', ten_xa: 'Nơi khác' }, [[105, 20.5], [105.1, 20.5], [105.1, 20.6]]));
  const buffer = Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
  return { file: { name: 'ranh-gioi-xa.geojson', mimeType: 'application/geo+json', buffer }, communes: places.length, left: 2 };
}

/** Chooses a file on the province's page. */
export const bring = (file) => async (page) => {
  await page.locator('section[aria-labelledby=boundaries] input[type=file]').setInputFiles(file);
  await page.waitForSelector('section[aria-labelledby=boundaries] :is(h3, [role=alert])');
};
