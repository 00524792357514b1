// What a fresh demo has not: duplicates, merges, appeals, corrections, drafts, scenarios, evidence, a second year. Made by commands,
// so that every page has a state worth looking at. Once for each demo.
import { madeBoundaries } from './made_boundaries.mjs';
import { accountNamed, session, speaker } from './signed_in.mjs';
import { privacy } from './staged_privacy.mjs';

const YEAR = 2025;
const NEXT = 2026;
const PROVINCE = 14;
/** Who decides and confirms is not who proposes and asks; who answers an appeal is neither. */
const COUNCIL = ['council_member', { id: PROVINCE }];
const PHOTO = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');

/** The province's secretary, but for what another person must do. `officer`: of the commune all of it happens in. */
function staff(url, officer) {
  const others = { 'recognition.decide': COUNCIL, 'people.merge_persons': officer, 'people.decline_merge': officer };
  const say = speaker(url);
  return { ...say, command: (name, body) => (others[name] ? speaker(url, others[name]) : say).command(name, body) };
}

const SINCE = '2025-08-01';

/** People entered twice: one pair open, one asked for, one merged, one merged and undone; and somebody in two households at once. */
async function people({ command }, hamlet) {
  const entered = async (full_name, more = {}) => {
    const { household_id } = await command('people.add_household', { hamlet_id: hamlet.id, from_date: SINCE });
    const body = { household_id, relation: 'head', from_date: SINCE, full_name, birth: '1990-05-06', sex: 'male', ...more };
    return { person: (await command('people.add_person', body)).person_id, household: household_id };
  };
  const twice = async (name, citizen_no) => [await entered(name), await entered(name, { citizen_no })];
  const merged = async ([gone, kept]) => {
    const { ask_id } = await command('people.ask_merge', { keep: kept.person, gone: gone.person, reason: 'Nhập hai lần' });
    return (await command('people.merge_persons', { ask_id, on_date: '2025-12-01' })).merge_id;
  };
  const open = await twice('Cà Văn Chờ Xem', '014090000301');
  const waiting = await twice('Cà Văn Chờ Xác Nhận', '014090000304');
  await command('people.ask_merge', { keep: waiting[1].person, gone: waiting[0].person, reason: 'Nhập hai lần' }, 'third');
  const gone = await twice('Cà Văn Đã Gộp', '014090000302');
  const merge = await merged(gone);
  await command('people.undo_merge', { merge_id: await merged(await twice('Cà Văn Tách Lại', '014090000303')), reason: 'Hai người khác nhau' });
  const double = await entered('Quàng Thị Hai Nhà');
  await command('people.join_household', { household_id: open[0].household, person_id: double.person, relation: 'other', from_date: '2025-09-01', also_elsewhere: true });
  const died = await entered('Lò Văn Đã Mất');
  await command('people.record_death', { person_id: died.person, died_on: '2025-11-02' });
  const empty = await command('people.add_household', { hamlet_id: hamlet.id, book_no: 'Hộ mới', from_date: SINCE });
  const names = { gone: gone[0].person, kept: gone[1].person, double: double.person, died: died.person };
  return { ...names, merge, emptyHousehold: empty.household_id, emptiedHousehold: died.household };
}

/** Two appeals of refused families: one waits, one is answered. */
async function appeals({ get, command }, council) {
  const { rows } = await get(`/api/titles?title=family&list=refused&year=${YEAR}&place_id=${PROVINCE}&limit=2`);
  const reason = 'Gia đình đã bổ sung giấy chứng nhận hoàn thành lớp xóa mù chữ của bà, đề nghị hội đồng xem lại.';
  const ids = [];
  for (const row of rows) {
    const body = { year: YEAR, title: 'family', subject_id: row.id, by: row.name, reason, filed_on: '2026-02-03' };
    ids.push((await command('recognition.appeal', body)).appeal_id);
  }
  const why = 'Minh chứng nộp sau ngày chốt số liệu; để năm sau xét.';
  await council.command('recognition.answer_appeal', { appeal_id: ids[1], outcome: 'rejected', reason: why, answered_on: '2026-02-20', by: 'Chủ tịch hội đồng' });
  return { refused: rows[0].id, appealed: rows[1].id };
}

/** A draft whose own cases do not all come out, and the draft of a published set. */
async function drafts({ get, command }) {
  const { document } = await get('/api/criteria/citizen-2022');
  const made = (id) => ({ ...structuredClone(document), id, document: { number: 'dự thảo', date: null, confidence: 'U' } });
  const everywhere = (score) => Array((document.indicators ?? []).length).fill(score);
  const cases = [
    { name: 'Tám điểm mọi chỉ số là đủ', scores: everywhere(8), expected: 'achieved' },
    { name: 'Bảy điểm mọi chỉ số là đủ', scores: everywhere(7), expected: 'achieved' },
  ];
  const failing = await command('recognition.save_draft', { document: made('citizen-2022-xem'), cases });
  const ready = await command('recognition.save_draft', { document: made('citizen-2022-ban-hanh'), cases: cases.slice(0, 1) });
  await command('recognition.publish_draft', { draft_id: ready.draft_id, number: '12/QĐ-HKH', date: '2026-01-15' });
  // As the page's slider moves it: the total of every group with that of all.
  for (const one of [document.pass, ...document.groups]) one.total_at_least = 70;
  const scenario = await command('recognition.save_scenario', { name: 'Hạ tổng điểm công dân xuống 70', year: YEAR, sets: [document] });
  return { draft: failing.draft_id, publishedDraft: ready.draft_id, scenario: scenario.scenario_id };
}

/** A decision whose number was printed wrong, and the one that says so. */
async function correction({ get }, { command }) {
  const { decisions } = await get(`/api/decisions?year=${YEAR}`);
  const rowsOf = (one) => Object.values(one.titles).reduce((sum, it) => sum + (it.recognised ?? 0), 0);
  const wrong = decisions.findLast((one) => rowsOf(one) > 20);
  const signed = { number: '7/QĐ-ĐC', decided_on: '2026-03-02', signer: 'Chủ tịch Ủy ban nhân dân (văn bản mẫu)' };
  const body = { decision_id: wrong.id, what: 'number', right_value: `${wrong.number}-a`, reason: 'In nhầm số', ...signed };
  const { decision_id } = await command('recognition.correct_decision', body);
  const largest = decisions.reduce((a, b) => (rowsOf(b) > rowsOf(a) && b !== wrong ? b : a));
  const { by_hamlet } = await get(`/api/decisions/${largest.id}`);
  const revoking = decisions.find((one) => Object.values(one.titles).some((it) => it.revoked));
  return { decision: largest.id, deciding: largest.place, decidedHamlet: by_hamlet.find((one) => one.place).place.id, corrected: wrong.id, correcting: decision_id, revoking: revoking.id };
}

/** The next year is open: one hamlet's sheet copied from last year, one nobody has begun, with two who assessed themselves. */
async function nextYear({ get, command, upload }, hamlets) {
  const { campaigns } = await get('/api/campaigns');
  const sets = Object.fromEntries(campaigns.find((one) => one.year === YEAR).criteria.map((one) => [one.title, one.id]));
  await command('recognition.open_campaign', { year: NEXT, criteria: sets });
  const [copied, begun] = hamlets;
  await command('recognition.copy_last_year', { year: NEXT, hamlet_id: copied.id });
  const { households } = await get(`/api/hamlets/${begun.id}/sheet?year=${NEXT}`);
  const people = households.flatMap((one) => one.members.map((it) => ({ ...it, household: one.id }))).filter((one) => one.asks === 'scores');
  const [said, declined] = people;
  const scores = Array(10).fill(9);
  for (const one of [said, declined]) await command('recognition.self_assess', { year: NEXT, person_id: one.id, scores });
  await command('recognition.decline_self', { year: NEXT, person_id: declined.id, reason: 'Cần trao đổi thêm về chứng chỉ tin học' });
  await upload(`/api/upload/evidence?year=${NEXT}&kind=household&subject_id=${said.household}`, PHOTO, 'image/png');
  const child = households.flatMap((one) => one.members).find((one) => one.asks === 'nothing' || one.asks === 'schooling');
  return { year: NEXT, copied, begun, said, declined, child };
}

/** An account to look at, of the officer of a commune. */
async function accounts(url, place) {
  await session(url, ['commune_officer', place]);
  return (await accountNamed(url, 'commune-officer', place.id)).account_id;
}

/** Makes all of it. `known`: what readKnown found. Gives the ids pages are reached with. */
export async function stage(url, known) {
  const say = staff(url, ['commune_officer', known.commune]);
  const council = speaker(url, COUNCIL);
  const { places } = await say.get(`/api/places?under=${known.commune.id}&kind=hamlet&on=2025-12-31`);
  const { rows: clans } = await say.get(`/api/titles?title=clan&list=recognised&year=${YEAR}&limit=1`);
  const { rows: units } = await say.get(`/api/titles?title=unit&list=recognised&year=${YEAR}&limit=1`);
  const { below } = await say.get(`/api/council?year=${YEAR}`);
  const commune = below.find((one) => (one.titles.citizen?.proposed ?? 0) > 0).place;
  const waiting = below.find((one) => (one.titles.citizen?.waiting ?? 0) > 0).place;
  const waitingInside = await say.get(`/api/council?year=${YEAR}&place_id=${waiting.id}`);
  return {
    stagedHamlet: places[0].id,
    account: await accounts(url, known.commune),
    elsewhere: below.find((one) => one.place.id !== known.commune.id).place,
    clan: clans[0].id,
    clanHamlet: clans[0].place.id,
    unit: units[0].id,
    unitCommune: units[0].place,
    council: commune,
    waiting: waitingInside.below.find((one) => (one.titles.citizen?.waiting ?? 0) > 0).place,
    people: await people(say, places[0]),
    privacy: await privacy(say, places[0]),
    appeals: await appeals(say, council),
    drafts: await drafts(say),
    decisions: await correction(say, council),
    boundaries: await madeBoundaries(url),
    next: await nextYear(say, places.length > 2 ? places.slice(1) : places),
  };
}
