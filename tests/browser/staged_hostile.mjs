// What the other stages leave unsaid: every line with a text field is spoken once, so that its texts reach the program.
import { session, speaker } from './signed_in.mjs';

const YEAR = 2025;
const DAY = '2026-01-20';
const SIGNED = { number: '9/QĐ', decided_on: DAY, signer: 'Chủ tịch' };

/** What a line refuses as a whole is no matter: each text was judged, and what became of it is counted. */
async function said(act) {
  try {
    return await act();
  } catch (error) {
    if (!error.refused) throw error;
    return undefined;
  }
}

/** Two entries that look like one person: asked to be merged, and declined by somebody else. */
async function twice({ command }, hamlet, other) {
  const entered = async () => {
    const { household_id } = await command('people.add_household', { hamlet_id: hamlet.id, from_date: '2025-08-01' });
    return (await command('people.add_person', { household_id, relation: 'head', from_date: '2025-08-01', full_name: 'Lò Văn Hai Lần', birth: '1971', sex: 'male' })).person_id;
  };
  const [keep, gone] = [await entered(), await entered()];
  const { ask_id } = await command('people.ask_merge', { keep, gone, reason: 'Nhập hai lần' });
  await other.command('people.decline_merge', { ask_id, reason: 'Hai người khác nhau' });
}

async function register(say, { hamlet, commune, household, person, elsewhere, boundaries }) {
  const { command, post, upload } = say;
  await command('places.add_hamlet', { name: 'Bản Mới', type: 'ban', commune: commune.id, from_date: DAY });
  await command('places.add_hamlets', { hamlets: [{ name: 'Bản Hai', type: 'ban', commune: commune.id, from_date: DAY }] });
  const { sha256, boundaries: drawn } = await upload(`/api/upload/boundaries?on=${DAY}`, boundaries, 'application/geo+json');
  await command('places.load_boundaries', { source: 'Bản đồ', valid_on: DAY, sha256, boundaries: drawn });
  await command('people.correct_person', { person_id: person, full_name: 'Lò Văn Đúng', birth: '1970', citizen_no: '014070000777' });
  const { household_id } = await command('people.split_household', { household_id: household, members: [person], head: person, on_date: DAY });
  const { clan_id } = await command('people.add_clan', { name: 'Họ Lò', home_hamlet_id: hamlet.id, from_date: DAY });
  await command('people.join_clan', { clan_id, household_id, from_date: DAY });
  const { unit_id } = await command('people.add_unit', { name: 'Trường Mới', kind: 'school', managed_by: 'commune', commune_id: commune.id, from_date: DAY });
  await twice(say, hamlet, elsewhere);
  await said(() => post('/api/people/find-by-citizen-no', { citizen_no: '014090000301' }));
  await said(() => post('/api/people/search', { q: 'Lò Văn Đúng' }));
  await post(`/api/persons/${person}/sensitive`, { reason: 'Đối chiếu với giấy khai sinh' });
  const file = await post('/api/people/rows-file', { columns: ['Họ và tên'], rows: [{ cells: ['Lò Văn Một'] }] });
  return { household: household_id, clan: clan_id, unit: unit_id, file };
}

async function assessments({ command, get, upload }, { staged }) {
  const { year, begun } = staged.next;
  const { households } = await get(`/api/hamlets/${begun.id}/sheet?year=${year}`);
  const asked = households.flatMap((one) => one.members).filter((one) => one.asks === 'scores').slice(-3);
  const scores = Array(10).fill(8);
  const row = (one) => ({ subject_id: one.id, group: 'farmers_rural', scores });
  const { revision } = await command('recognition.record', { year, kind: 'person', ...row(asked[0]) });
  await command('recognition.record_many', { year, kind: 'person', rows: [row(asked[1])] });
  await command('recognition.correct', { year, kind: 'person', corrects: revision, reason: 'Nhập nhầm', ...row(asked[0]), scores: Array(10).fill(7) });
  await said(() => command('recognition.save_sheet', { year, reason: 'Nhập lại', rows: [{ kind: 'person', seen: 0, ...row(asked[2]) }] }));
  await said(() => command('recognition.self_assess', { year, person_id: asked[2].id, group: 'farmers_rural', scores }));
  await said(() => command('recognition.add_evidence', { year, kind: 'person', subject_id: asked[0].id, sha256: 'b'.repeat(64), size_bytes: 10 }));
  const photo = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  const { evidence_id } = (await upload(`/api/upload/evidence?year=${year}&kind=person&subject_id=${asked[0].id}`, photo, 'image/png')).answer;
  await command('recognition.withdraw_evidence', { evidence_id, reason: 'Ảnh của người khác' });
  return { person: asked[0].id };
}

/** Lines of a commune's lists that nobody has decided on yet, one after another. */
async function titles(say, council, { waiting, council: commune, decisions }) {
  const first = async (title, list, place) => (await say.get(`/api/titles?title=${title}&list=${list}&year=${YEAR}&place_id=${place}&limit=3`)).rows;
  const [asked] = await first('citizen', 'waiting', waiting.id);
  await say.command('recognition.propose', { year: YEAR, place_id: asked.place.id, titles: ['citizen'], subjects: [asked.id], reason: 'Họp bản' });
  const here = { year: YEAR, place_id: commune.id };
  const [decided, refused] = await first('citizen', 'proposed', commune.id);
  await council.command('recognition.decide', { ...here, titles: ['citizen'], subjects: [decided.id], ...SIGNED });
  await council.command('recognition.refuse', { ...here, title: 'citizen', subjects: [refused.id], reason: 'Thiếu minh chứng' });
  const there = { year: YEAR, place_id: decisions.deciding.id };
  const [recognised] = await first('family', 'recognised', there.place_id);
  const { decision_id } = await council.command('recognition.revoke', { ...there, title: 'family', subjects: [recognised.id], reason: 'Khai sai', ...SIGNED, number: '10/QĐ' });
  await said(() => say.post('/api/titles/find', { title: 'citizen', list: 'computed', year: YEAR, place_id: 14, name: 'Lò' }));
  return { decision: decision_id, household: recognised.id, refused: refused.id };
}

async function criteria(say) {
  const { document } = await say.get('/api/criteria/citizen-2022');
  const cases = [{ name: 'Tám điểm', scores: Array(10).fill(8), expected: 'achieved' }];
  await said(() => say.post('/api/whatif', { place_id: 14, year: YEAR, sets: [document] }));
  await said(() => say.post('/api/criteria/try', { document, cases, year: YEAR, place_id: 14 }));
  await said(() => say.post('/api/whatif/fairness', { year: YEAR, title: 'citizen', sets: [document] }));
}

async function duties({ command, post }, { person }) {
  const consent = { person_id: person, purpose: 'publish_name', giver: 'self', how: 'paper', evidence: 'Phiếu', kept_at: 'Tủ', taken_by: 'Cán bộ', channel: 'in_person', given_on: DAY };
  await command('privacy.give_consent', consent);
  await command('privacy.restrict_person', { person_id: person, reason: 'Đang khiếu nại' });
  await command('privacy.lift_restriction', { person_id: person, reason: 'Đã giải quyết' });
  await said(() => post(`/api/persons/${person}/whole-record`, { reason: 'Theo yêu cầu', format: 'json' }));
  return post(`/api/persons/${person}/whole-record`, { reason: 'Theo yêu cầu', format: 'html' });
}

/** Says all of it; gives the ids and files in which it can be seen. `known`, `staged`: the world as the other checks stage it. */
export async function stageHostile(url, known, staged) {
  const say = speaker(url);
  const council = speaker(url, ['council_member', { id: 14 }]);
  const { commune } = known;
  const hamlet = { id: staged.stagedHamlet };
  await session(url, ['council_member', { id: 14 }]);
  const { household_id } = await say.command('people.add_household', { hamlet_id: hamlet.id, book_no: 'Sổ', from_date: '2025-08-01' });
  const add = async (full_name, relation) =>
    (await say.command('people.add_person', { household_id, relation, from_date: '2025-08-01', full_name, birth: '1970-01-02', sex: 'male' })).person_id;
  await add('Lò Văn Chủ', 'head');
  const person = await add('Lò Văn Em', 'sibling');
  const keeper = speaker(url, 'quantri');
  const { account_id } = await keeper.command('accounts.add', { login: 'nguoi.moi', name: 'Người Mới', role: 'commune_officer', place_id: commune.id });
  await said(() => keeper.post('/api/accounts', { q: 'nguoi.moi' }));
  await speaker(url, ['commune_officer', staged.elsewhere]).command('accounts.break_glass', { place_id: commune.id, hours: 2, reason: 'Lũ quét, cần tìm người' });
  const made = await register(say, { hamlet, commune, household: household_id, person, elsewhere: speaker(url, ['commune_officer', commune]), boundaries: staged.boundaries.file.buffer });
  const scored = await assessments(say, { staged });
  const titled = await titles(say, council, staged);
  await criteria(say);
  const record = await duties(say, { person });
  return { person, household: household_id, account: account_id, made, scored, titled, files: { rows: made.file, record } };
}
