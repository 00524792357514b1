// What people ask of their data, at each step it can stand at, and a register of breaches: staged for the views of these pages.
const DAY = 86_400_000;
/** The days and times of the program's own clock, `ago` milliseconds back. */
const moment = (ago) => new Date(Date.now() - ago).toLocaleString('sv-SE', { timeZone: 'Asia/Ho_Chi_Minh' }).replace(' ', 'T').slice(0, 16);
const day = (ago = 0) => moment(ago).slice(0, 10);
const BY = 'Văn phòng Hội Khuyến học xã';
const SINCE = '2025-08-01';

async function entered({ command }, hamlet, full_name) {
  const { household_id } = await command('people.add_household', { hamlet_id: hamlet.id, from_date: SINCE });
  const person = { household_id, relation: 'head', from_date: SINCE, full_name, birth: '1988-03-04', sex: 'female' };
  return { household: household_id, person: (await command('people.add_person', person)).person_id };
}

async function requests({ command }, { person, gone }) {
  const received = async (kind, more = {}) =>
    (await command('privacy.receive_request', { person_id: person, kind, asked_by: 'self', channel: 'in_person', third_party: false, received_on: day(), ...more })).request_id;
  const step = (name, request_id, more = {}) => command(`privacy.${name}_request`, { request_id, on_date: day(), by: BY, ...more });
  const acknowledged = async (kind, more) => {
    const id = await received(kind, more);
    await step('acknowledge', id);
    return id;
  };
  const asked = { received: await received('see', { assisted: { how: 'at_home' }, detail: 'Xem các điểm đã chấm của năm 2025' }) };
  // Nobody has said a word since.
  asked.late = await received('provide', { received_on: '2026-02-10', asked_by: 'authorised', asker_name: 'Cầm Văn Thay Lời', channel: 'post' });
  asked.acknowledged = await acknowledged('correct', { detail: 'Năm sinh ghi sai' });
  asked.extended = await acknowledged('object', { purpose: 'research', third_party: true, channel: 'phone' });
  await step('extend', asked.extended, { reason: 'Phải hỏi đơn vị quản lý' });
  asked.undone = await acknowledged('restrict');
  asked.answered = await acknowledged('withdraw', { purpose: 'publish_name' });
  await step('answer', asked.answered, { outcome: 'done' });
  asked.refused = await acknowledged('withdraw', { purpose: 'publish_photo' });
  await step('answer', asked.refused, { outcome: 'refused', reason: 'Chưa từng có sự đồng ý nào cho mục đích này' });
  asked.unerased = await acknowledged('delete');
  asked.erased = await received('delete', { person_id: gone });
  await command('privacy.erase_person', { request_id: asked.erased });
  await step('answer', asked.erased, { outcome: 'done' });
  return asked;
}

/** One whose hours run, one whose hours are over, one the agency knows of and that is closed. */
async function breaches({ command }) {
  const open = async (what, ago, data_kinds, serious) =>
    (await command('privacy.open_breach', { what, detected_at: moment(ago), affected: 120, data_kinds, serious, measures: 'Khoá các tài khoản đã mở trên máy' })).breach_id;
  const note = (breach_id, step, text) => command('privacy.note_breach', { breach_id, step, at: moment(0), note: text, by: BY });
  const running = await open('Mất máy tính xách tay của xã', DAY / 4, ['basic', 'children'], true);
  const over = await open('Danh sách gửi nhầm địa chỉ thư', 5 * DAY, ['basic'], false);
  const closed = await open('Tài khoản bị người khác dùng', 9 * DAY, ['basic', 'sensitive'], true);
  await note(closed, 'agency_notified', 'Công văn gửi Công an tỉnh');
  await note(closed, 'persons_told', 'Họp bản, báo cho từng hộ');
  await note(closed, 'closed', 'Đã đổi mọi mật khẩu');
  return { running, over, closed };
}

/** `say`: a keeper of the register for the whole province. */
export async function privacy(say, hamlet) {
  const asking = await entered(say, hamlet, 'Lường Thị Hỏi Han');
  const gone = await entered(say, hamlet, 'Lường Thị Xoá Tên');
  return { ...asking, asked: await requests(say, { person: asking.person, gone: gone.person }), breaches: await breaches(say) };
}
