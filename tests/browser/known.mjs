// What the checks know about the demo: read from the program's own answers, so that any size of demo will do.

import { speaker } from './signed_in.mjs';

/** A commune, a hamlet in it, two households there (one that has the title and one that has not), and the report. */
export async function readKnown(url) {
  const { get } = speaker(url);
  const report = await get(`/api/report?place=14&year=2025&format=json&lang=vi`);
  const commune = report.below.find((row) => row.place.name === 'Thuận Châu')?.place ?? report.below[0].place;
  const { places } = await get(`/api/places?under=${commune.id}&kind=hamlet&on=2025-12-31`);
  const households = [];
  for (const hamlet of places) {
    const answer = await get(`/api/hamlets/${hamlet.id}/households`);
    for (const { household_id, id } of answer.households) {
      const explanation = await get(`/api/households/${household_id ?? id}/explanation?year=2025`);
      const has = explanation.title.state === 'achieved';
      if (!households.some((one) => (one.title.state === 'achieved') === has)) households.push(explanation);
      if (households.length === 2) break;
    }
    if (households.length === 2) break;
  }
  const without = households.find((one) => one.title.state !== 'achieved') ?? households[0];
  const { criteria } = await get(`/api/criteria`);
  const { document: citizenSet } = await get(`/api/criteria/${criteria.find((set) => set.title === 'citizen').id}`);
  return { report, commune, hamlet: places[0], households, without, criteria, citizenSet };
}

const LOCALES = { vi: 'vi-VN', en: 'en-GB' };

/** Numbers as the language writes them, by the platform's own data and not by the pages' code. */
export function numberIn(language, value) {
  return new Intl.NumberFormat(LOCALES[language]).format(value);
}

export function shareIn(language, numerator, denominator) {
  const bp = Number((20000n * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));
  const text = new Intl.NumberFormat(LOCALES[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(bp / 100);
  return language === 'vi' ? `${text}\u00a0%` : `${text}%`;
}
