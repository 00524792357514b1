// The table of accounts: migrations, checks and refusals; its lines stand in commands.cpp and queries.cpp.
#include "accounts/embedded.h"
#include "accounts/lines.h"
#include "accounts/readings.h"

namespace khuyenhoc::accounts {

std::vector<Check> checks() {
    return {
        {"accounts.grant_has_account",
         "SELECT g.grant_id FROM account_grant AS g LEFT JOIN account AS a ON a.account_id = g.account_id WHERE a.account_id IS NULL ORDER BY g.grant_id LIMIT 20"},
        {"accounts.grant_has_one_seat",
         "SELECT grant_id, role FROM account_grant WHERE (role = 'unit_officer' AND (unit_id IS NULL OR place_id IS NOT NULL OR household_id IS NOT NULL))"
         " OR (role = 'citizen' AND (household_id IS NULL OR place_id IS NOT NULL OR unit_id IS NOT NULL))"
         " OR (role NOT IN ('unit_officer', 'citizen') AND (place_id IS NULL OR unit_id IS NOT NULL OR household_id IS NOT NULL)) ORDER BY grant_id LIMIT 20"},
        {"accounts.grant_has_place",
         "SELECT g.grant_id FROM account_grant AS g LEFT JOIN place AS p ON p.place_id = g.place_id WHERE g.place_id IS NOT NULL AND p.place_id IS NULL"
         " ORDER BY g.grant_id LIMIT 20"},
        {"accounts.closed_holds_nothing",
         "SELECT g.grant_id FROM account_grant AS g JOIN account AS a ON a.account_id = g.account_id WHERE a.to_date IS NOT NULL AND g.to_date IS NULL"
         " ORDER BY g.grant_id LIMIT 20"},
        {"accounts.secrets_have_account",
         "SELECT s.account_id FROM (SELECT account_id FROM account_password UNION SELECT account_id FROM account_session UNION SELECT account_id FROM account_totp"
         " UNION SELECT account_id FROM account_code WHERE account_id IS NOT NULL UNION SELECT account_id FROM account_recovery UNION SELECT account_id FROM account_device"
         " UNION SELECT account_id FROM account_event) AS s"
         " LEFT JOIN account AS a ON a.account_id = s.account_id WHERE a.account_id IS NULL ORDER BY s.account_id LIMIT 20"},
        {"accounts.external_has_open_account",
         "SELECT e.account_id FROM account_external AS e LEFT JOIN account AS a ON a.account_id = e.account_id WHERE a.account_id IS NULL OR a.to_date IS NOT NULL"
         " ORDER BY e.account_id LIMIT 20"},
        {"accounts.passkey_has_open_account",
         "SELECT k.passkey_id FROM account_passkey AS k LEFT JOIN account AS a ON a.account_id = k.account_id WHERE a.account_id IS NULL OR a.to_date IS NOT NULL"
         " ORDER BY k.passkey_id LIMIT 20"},
    };
}

std::vector<RefusalKind> refusals() {
    return {
        {"accounts.not_known", 401, "Tên đăng nhập, mật khẩu hoặc mã không đúng.", "The login, the password or the code is not right."},
        {"accounts.code_needed", 401, "Hãy nhập thêm mã 6 số trong ứng dụng xác thực, hoặc một mã dự phòng.",
         "Enter the six digits of your authenticator too, or a recovery code."},
        {"accounts.too_often", 429, "Đã thử quá nhiều lần. Hãy thử lại sau {seconds} giây.", "Too many attempts. Try again in {seconds} seconds."},
        {"accounts.too_fast", 429, "Bạn đang xem hoặc sửa nhanh hơn mức cho phép. Hãy thử lại sau {seconds} giây.",
         "You are reading or changing faster than one person may. Try again in {seconds} seconds."},
        {"accounts.csrf", 403, "Trang này đã mở từ trước khi đăng nhập lại. Hãy tải lại trang.", "This page was opened before you last signed in. Reload it."},
        {"accounts.totp_first", 403, "Vai trò của bạn cần xác thực hai bước. Hãy thiết lập trước khi làm việc khác.",
         "Your role needs a second factor. Set it up before anything else."},
        {"accounts.password_short", 422, "Mật khẩu cần ít nhất {least} ký tự; một câu vài chữ là dễ nhớ nhất.",
         "A password has at least {least} characters; a few words are easiest to remember."},
        {"accounts.password_long", 422, "Mật khẩu quá dài.", "The password is too long."},
        {"accounts.password_common", 422, "Mật khẩu này quá dễ đoán. Hãy dùng vài chữ không liên quan đến nhau.",
         "That password is too easy to guess. Use a few words that do not belong together."},
        {"accounts.password_is_login", 422, "Mật khẩu không được chứa tên đăng nhập.", "The password must not contain the login."},
        {"accounts.password_wrong", 422, "Mật khẩu hiện tại không đúng.", "The present password is not right."},
        {"accounts.bad_login", 422, "Tên đăng nhập gồm 3 đến 40 chữ thường không dấu, chữ số, dấu chấm hoặc gạch nối, bắt đầu bằng chữ.",
         "A login is 3 to 40 lower-case letters without marks, digits, dots or hyphens, and starts with a letter."},
        {"accounts.login_taken", 409, "Tên đăng nhập này đã có người dùng.", "That login is taken."},
        {"accounts.no_such_place", 422, "Không có nơi này trong tỉnh.", "There is no such place in the province."},
        {"accounts.wrong_seat", 422, "Vai trò này không được giao ở đó.", "That role is not held there."},
        {"accounts.not_yours_to_give", 403, "Bạn không được giao, thu hồi vai trò này hoặc cấp mã cho người giữ vai trò này.",
         "That role is not yours to give or take, nor is its holder's code."},
        {"accounts.not_self", 403, "Không ai tự đổi quyền của chính mình; hãy nhờ người phụ trách khác.",
         "Nobody changes their own rights; ask another keeper of accounts."},
        {"accounts.last_administrator", 409, "Đây là quản trị viên cuối cùng; hãy thêm một quản trị viên khác trước.",
         "This is the last administrator; add another first."},
        {"accounts.closed", 409, "Tài khoản này đã đóng.", "That account is closed."},
        {"accounts.has_it", 409, "Tài khoản này đã có vai trò đó.", "The account has that role already."},
        {"accounts.no_session", 404, "Không có phiên đăng nhập nào như vậy.", "There is no such session."},
        {"accounts.no_demo", 409, "Việc này không dùng cho tài khoản mẫu.", "This is not for the demo's accounts."},
        {"accounts.demo_only", 409, "Chỉ có trong cơ sở dữ liệu mẫu.", "Only in a demo."},
        {"accounts.totp_on", 409, "Xác thực hai bước đã được bật.", "The second factor is set up already."},
        {"accounts.totp_not_begun", 409, "Xác thực hai bước chưa được thiết lập.", "The second factor is not set up."},
        {"accounts.not_tied", 401, "Danh tính ở nơi đăng nhập kia chưa gắn với tài khoản nào ở đây. Hãy đăng nhập bằng mật khẩu, rồi gắn ở trang tài khoản của mình.",
         "Your identity at the other service is tied to no account here. Sign in with your password, then tie it on your account's page."},
        {"accounts.tied", 409, "Tài khoản này đã gắn với một danh tính ở nơi ấy; hãy gỡ ra trước.", "The account is tied to an identity there already; untie that first."},
        {"accounts.tied_elsewhere", 409, "Danh tính ấy đang gắn với một tài khoản khác.", "That identity is tied to another account."},
        {"accounts.passkey_not_here", 409, "Ở địa chỉ này trình duyệt không dùng được khóa truy cập.", "At this address browsers know no passkeys."},
        {"accounts.passkeys_full", 409, "Tài khoản đã có {most} khóa truy cập; hãy gỡ bớt trước.", "The account has {most} passkeys; remove one first."},
        {"accounts.passkey_wrong", 422, "Thiết bị này không tạo được khóa truy cập dùng ở đây. Hãy thử thiết bị khác.",
         "This device made no passkey that can be used here. Try another."},
        {"accounts.passkey_over", 409, "Đã quá năm phút, hoặc yêu cầu đã được dùng. Hãy làm lại.", "More than five minutes have passed, or it was used already. Begin again."},
        {"accounts.passkey_unknown", 401, "Khóa truy cập này không mở tài khoản nào ở đây. Hãy đăng nhập bằng mật khẩu.",
         "That passkey opens no account here. Sign in with the password."},
        {"accounts.no_passkey", 404, "Không có khóa truy cập nào như vậy.", "There is no such passkey."},
        {"accounts.totp_wrong", 422, "Mã không đúng hoặc đã dùng. Hãy đợi mã mới.", "The code is wrong or was used. Wait for the next one."},
    };
}

Table table(Accounts& accounts) {
    Table t;
    t.name = "accounts";
    t.migrations = {{"accounts/0001_accounts", accounts_file_bytes("migrations/0001_accounts.sql")},
                    {"accounts/0002_reading", accounts_file_bytes("migrations/0002_reading.sql")},
                    {"accounts/0003_external", accounts_file_bytes("migrations/0003_external.sql")},
                    {"accounts/0004_event", accounts_file_bytes("migrations/0004_event.sql")},
                    {"accounts/0005_passkey", accounts_file_bytes("migrations/0005_passkey.sql")}};
    t.commands = command_lines(accounts);
    t.queries = query_lines(accounts);
    for (auto& line : break_glass_commands(accounts)) t.commands.push_back(std::move(line));
    for (auto& line : reading_queries(accounts)) t.queries.push_back(std::move(line));
    t.checks = checks();
    t.refusals = refusals();
    return t;
}

}  // namespace khuyenhoc::accounts
