#include "keeping/keeping.h"

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.h"

namespace khuyenhoc::keeping {

namespace {

constexpr std::size_t shortest_passphrase = 12;

}  // namespace

std::int64_t Kept::rows() const {
    std::int64_t sum = 0;
    for (const auto& content : contents) sum += content.rows;
    return sum;
}

Moment moment_of(store::Connection& db) {
    struct Ends {
        std::int64_t province, first, last;
    };
    std::vector<Ends> chains;
    db.query("/* national */ SELECT province_id, min(seq), max(seq) FROM journal GROUP BY province_id ORDER BY province_id", {},
             [&](const store::Row& row) { chains.push_back({row.integer(0), row.integer(1), row.integer(2)}); });
    Moment moment;
    std::string begins, ends;
    const auto hash_at = [&](std::int64_t province, std::int64_t seq) {
        return db.query_text("SELECT hash FROM journal WHERE province_id = $1 AND seq = $2", {province, seq}).value_or("");
    };
    for (const auto& chain : chains) {
        moment.last_hash = hash_at(chain.province, chain.last);
        moment.entries += chain.last - chain.first + 1;
        begins += std::to_string(chain.province) + " " + hash_at(chain.province, chain.first) + "\n";
        ends += std::to_string(chain.province) + " " + std::to_string(chain.last) + " " + moment.last_hash + "\n";
    }
    moment.source = sha256_hex(begins);
    moment.end = sha256_hex(ends);
    return moment;
}

Result<std::vector<store::Migration>> migrations_of(store::Connection& db, std::span<const store::Migration> known) {
    std::set<std::string, std::less<>> applied;
    db.query("SELECT name FROM schema_migration ORDER BY name", {}, [&](const store::Row& row) { applied.emplace(row.text(0)); });
    std::vector<store::Migration> own;
    for (const auto& migration : known)
        if (applied.contains(migration.name)) own.push_back(migration);
    if (own.size() != applied.size()) return refuse("keeping.other_schema");
    return own;
}

Result<Passphrase> read_passphrase(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!file || !std::getline(file, line)) return refuse("keeping.file_not_readable", "--passphrase-file");
    return passphrase_of(line);
}

Result<Passphrase> passphrase_of(std::string_view line) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
    if (!is_clean_utf8(line)) return refuse("keeping.file_not_readable", "--passphrase-file");
    // The same words typed on another system are the same passphrase.
    const auto text = canonical(line).value_or("");
    if (length_of(text) < shortest_passphrase)
        return refuse("keeping.passphrase_short", "--passphrase-file", {{"least", std::to_string(shortest_passphrase)}});
    return Passphrase{text};
}

Table table() {
    Table t;
    t.name = "keeping";
    t.refusals = {
        {"keeping.unfinished", 409, "Cơ sở dữ liệu này chưa chép hoặc khôi phục xong nên chưa dùng được. Hãy chạy lại lệnh db copy đó, hoặc khôi phục lại vào một nơi trống.",
         "This database was not copied or restored to the end and cannot be used yet. Run the same db copy again, or restore into an empty place."},
        {"keeping.target_not_empty", 409, "Nơi đến đã có dữ liệu; dữ liệu đó được giữ nguyên. Hãy chọn một nơi trống.",
         "The target already holds data, which is left as it is. Choose an empty place."},
        {"keeping.other_source", 409, "Nơi đến đang dở một lần chép từ cơ sở dữ liệu khác. Hãy chọn một nơi trống.",
         "The target holds an unfinished copy of another database. Choose an empty place."},
        {"keeping.source_changed", 409, "Nguồn đã có thay đổi mới từ khi lần chép trước bị dừng. Hãy xóa bản chép dở rồi chép lại từ đầu.",
         "The source has changed since the copy was interrupted. Remove the unfinished copy and copy again from the start."},
        {"keeping.other_schema", 409, "Dữ liệu này do phiên bản mới hơn của chương trình tạo ra. Hãy dùng phiên bản đó.",
         "This data was made by a newer version of the program. Use that version."},
        {"keeping.other_key", 409, "Tệp khóa ở nơi đến không phải là khóa của dữ liệu này.", "The key file at the target is not the key of this data."},
        {"keeping.no_key", 409, "Thiếu khóa: cần tệp khóa (đuôi .key), hoặc mật khẩu nếu bản sao lưu có mật khẩu.",
         "The key is missing: give the key file (ending in .key), or the passphrase if the backup has one."},
        {"keeping.key_not_writable", 409, "Không ghi được tệp khóa ở nơi đến.", "The key file at the target cannot be written."},
        {"keeping.differs", 500, "Bản chép không giống nguồn (bảng {table}), nên chưa được dùng.",
         "The copy is not equal to its source (table {table}) and is not used."},
        {"keeping.journal_broken", 409, "Nhật ký không liền mạch: dữ liệu đã bị sửa ngoài chương trình.",
         "The journal's chain is broken: the data was changed outside the program."},
        {"keeping.checks_failed", 409, "Dữ liệu đã khôi phục không qua được các phép kiểm tra ({count} dòng), nên chưa được dùng.",
         "The restored data does not pass the integrity checks ({count} lines) and is not used."},
        {"keeping.file_exists", 409, "Đã có tệp ở đường dẫn này; tệp cũ được giữ nguyên.", "There is a file at that path already; it is left as it is."},
        {"keeping.file_not_writable", 409, "Không ghi được tệp sao lưu (thư mục không có, không có quyền, hoặc hết chỗ).",
         "The backup cannot be written (no such folder, no permission, or no space left)."},
        {"keeping.file_not_readable", 404, "Không đọc được tệp.", "The file cannot be read."},
        {"keeping.not_a_backup", 422, "Tệp này không phải là bản sao lưu của Khuyenhoc.", "This file is not a backup of Khuyenhoc."},
        {"keeping.other_format", 422, "Bản sao lưu có định dạng mà phiên bản này không đọc được.", "The backup has a format that this version does not read."},
        {"keeping.damaged", 422, "Bản sao lưu bị hỏng hoặc bị cắt cụt; chưa có gì được ghi. Hãy dùng bản khác.",
         "The backup is damaged or cut short; nothing was written. Use another one."},
        {"keeping.wrong_key", 422, "Tệp khóa này không mở được bản sao lưu.", "This key file does not open the backup."},
        {"keeping.wrong_passphrase", 422, "Mật khẩu không mở được bản sao lưu.", "The passphrase does not open the backup."},
        {"keeping.no_passphrase_in_file", 422, "Bản sao lưu này không có mật khẩu; cần tệp khóa (đuôi .key).",
         "This backup has no passphrase; it needs the key file (ending in .key)."},
        {"keeping.passphrase_short", 422, "Mật khẩu phải có ít nhất {least} ký tự.", "The passphrase needs at least {least} characters."},
    };
    return t;
}

}  // namespace khuyenhoc::keeping
