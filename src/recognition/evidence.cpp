// Files behind an assessment: added by a command that names hash and size, listed, handed out, withdrawn with a reason.
#include "recognition/evidence.h"

#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/said.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

struct Stored {
    std::int64_t id = 0;
    int year = 0;
    std::string media_type, sha256;
    std::int64_t size = 0;
    bool withdrawn = false;
    bool removed = false;  ///< its content is gone
};

constexpr std::string_view evidence_columns =
    "SELECT e.evidence_id, e.year, e.media_type, e.sha256, e.size_bytes, w.evidence_id, e.added_on, r.evidence_id"
    " FROM evidence AS e LEFT JOIN evidence_withdrawn AS w ON w.province_id = e.province_id AND w.evidence_id = e.evidence_id"
    " LEFT JOIN evidence_removed AS r ON r.province_id = e.province_id AND r.evidence_id = e.evidence_id";

Stored stored_of(const store::Row& row) {
    return {row.integer(0),           static_cast<int>(row.integer(1)),
            std::string(row.text(2)), std::string(row.text(3)),
            row.integer(4),           !row.is_null(5), !row.is_null(7)};
}

std::optional<Stored> find_evidence(store::Connection& db, std::int64_t province, std::int64_t id) {
    static const std::string sql = std::string(evidence_columns) + " WHERE e.province_id = $1 AND e.evidence_id = $2";
    std::optional<Stored> found;
    db.query(sql, {province, id}, [&](const store::Row& row) { found = stored_of(row); });
    return found;
}

const std::string& of_subject() {
    static const std::string sql = std::string(evidence_columns) +
                                   " WHERE e.province_id = $1 AND e.year = $2 AND e.kind = $3 AND e.subject_id = $4"
                                   " ORDER BY e.evidence_id";
    return sql;
}

Result<json::value> add_evidence(Recognition& recognition, CommandContext& context, const json::object& body) {
    auto& machinery = recognition.machinery();
    const int year = year_in(body);
    const auto kind = *parse_subject_kind(text_in(body, "kind"));
    const auto subject = integer_in(body, "subject_id");
    const auto hash = text_in(body, "sha256");
    if (const auto open = open_criteria(recognition, context, year); !open) return std::unexpected(open.error());
    if (!exists(context.db, context.province, kind, subject))
        return refuse("recognition.unknown_subject", "subject_id", {{"kind", std::string(to_text(kind))}});
    const auto bytes = machinery.evidence.look(hash);
    if (!bytes) return refuse("recognition.no_such_upload", "sha256");
    const auto type = evidence_type(*bytes);
    if (!type || std::ssize(*bytes) != integer_in(body, "size_bytes"))
        return refuse("recognition.no_such_upload", "sha256");
    int files = 0;
    bool known = false;
    context.db.query(of_subject(), {context.province, std::int64_t{year}, static_cast<std::int64_t>(kind), subject},
                     [&](const store::Row& row) {
                         const auto one = stored_of(row);
                         const bool there = !one.withdrawn && !one.removed;
                         files += there;
                         known |= there && one.sha256 == hash;
                     });
    if (known) return refuse("recognition.evidence_known", "sha256");
    if (files >= most_evidence_files)
        return refuse("recognition.evidence_full", "subject_id", {{"most", std::to_string(most_evidence_files)}});
    const auto id = store::draw_ids(context.db, context.province, "evidence", 1);
    context.db.run(
        "INSERT INTO evidence(province_id, evidence_id, year, kind, subject_id, media_type, size_bytes, sha256, "
        "added_on,"
        " seq) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {context.province, id, std::int64_t{year}, static_cast<std::int64_t>(kind), subject, *type,
         static_cast<std::int64_t>(bytes->size()), hash, khuyenhoc::to_text(context.today), context.seq});
    context.db.run("INSERT INTO evidence_content(province_id, evidence_id, sealed) VALUES ($1, $2, $3)",
                   {context.province, id, machinery.evidence.sealed(*bytes)});
    machinery.follow_after_commit(context, "recognition.add_evidence", {.year = year});
    context.after_commit.emplace_back([&machinery, hash] { machinery.evidence.take_away(hash); });
    return json::object{{"evidence_id", id}, {"media_type", *type}, {"size_bytes", bytes->size()}};
}

Result<json::value> withdraw_evidence(Recognition& recognition, CommandContext& context, const json::object& body) {
    const auto id = integer_in(body, "evidence_id");
    const auto found = find_evidence(context.db, context.province, id);
    if (!found) return refuse("recognition.no_evidence", "evidence_id");
    if (found->withdrawn) return refuse("recognition.evidence_withdrawn", "evidence_id");
    context.db.run("INSERT INTO evidence_withdrawn(province_id, evidence_id, reason, seq) VALUES ($1, $2, $3, $4)",
                   {context.province, id, text_in(body, "reason"), context.seq});
    recognition.machinery().follow_after_commit(context, "recognition.withdraw_evidence", {.year = found->year});
    return json::object{{"evidence_id", id}};
}

Result<Answer> list_evidence(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto year = year_asked(context.db, recognition.province(), parameters);
    if (!year) return std::unexpected(year.error());
    const auto kind = *parse_subject_kind(text_in(parameters, "kind"));
    json::array files;
    context.db.query(
        of_subject(),
        {recognition.province(), std::int64_t{*year}, static_cast<std::int64_t>(kind),
         integer_in(parameters, "subject_id")},
        [&](const store::Row& row) {
            const auto one = stored_of(row);
            if (one.withdrawn || one.removed) return;
            files.push_back(json::object{
                {"id", one.id}, {"media_type", one.media_type}, {"size_bytes", one.size}, {"added_on", row.text(6)}});
        });
    return answer_of(json::object{{"year", *year}, {"files", std::move(files)}});
}

std::string_view ending_of(std::string_view media_type) {
    return media_type == "application/pdf" ? ".pdf"
           : media_type == "image/png"     ? ".png"
           : media_type == "image/webp"    ? ".webp"
                                           : ".jpg";
}

Result<Answer> evidence_file(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    const auto id = integer_in(parameters, "evidence_id");
    const auto found = find_evidence(context.db, recognition.province(), id);
    if (!found) return refuse("recognition.no_evidence", "evidence_id");
    if (found->withdrawn) return refuse("recognition.evidence_withdrawn", "evidence_id");
    if (found->removed) return refuse("recognition.evidence_removed", "evidence_id");
    const auto sealed =
        context.db.query_text("SELECT sealed FROM evidence_content WHERE province_id = $1 AND evidence_id = $2",
                              {recognition.province(), id});
    check(sealed.has_value(), "evidence has its content");
    auto bytes = recognition.machinery().evidence.opened(*sealed);
    if (!bytes) return refuse("recognition.evidence_unreadable", "evidence_id");
    Answer answer;
    answer.file = std::move(*bytes);
    answer.content_type = found->media_type;
    answer.file_name = "minh-chung-" + std::to_string(id) + std::string(ending_of(found->media_type));
    return answer;
}

}  // namespace

std::optional<std::string_view> evidence_type(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.starts_with("\xFF\xD8\xFF"sv)) return "image/jpeg";
    if (bytes.starts_with("\x89PNG\r\n\x1A\n"sv)) return "image/png";
    if (bytes.starts_with("RIFF"sv) && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP"sv) return "image/webp";
    if (bytes.starts_with("%PDF-"sv)) return "application/pdf";
    return std::nullopt;
}

void EvidenceDesk::put(const std::string& sha256, std::string bytes) {
    const std::lock_guard lock(mutex_);
    // Uploads whose command never came are not kept for ever.
    if (waiting_.size() > 8) waiting_.erase(waiting_.begin());
    waiting_.insert_or_assign(sha256, std::move(bytes));
}

std::optional<std::string> EvidenceDesk::look(const std::string& sha256) {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(sha256);
    if (found == waiting_.end()) return std::nullopt;
    return found->second;
}

void EvidenceDesk::take_away(const std::string& sha256) {
    const std::lock_guard lock(mutex_);
    waiting_.erase(sha256);
}

std::optional<std::string> EvidenceDesk::opened(std::string_view sealed) const {
    for (const auto& key : keys_)
        if (auto bytes = open_sealed(key, sealed)) return bytes;
    return std::nullopt;
}

void Recognition::keep_evidence_under(std::vector<Key> keys) { machinery_->evidence.use_keys(std::move(keys)); }

void Recognition::open_ethnicity_with(const Key& key) { machinery_->ethnicity = key; }

Result<json::object> Recognition::receive_evidence(std::string bytes) {
    if (bytes.size() > most_evidence_bytes)
        return refuse("recognition.evidence_too_large", "body",
                      {{"most", std::to_string(most_evidence_bytes / 1024 / 1024)}});
    const auto type = evidence_type(bytes);
    if (!type) return refuse("recognition.evidence_wrong_type", "body");
    const auto hash = sha256_hex(bytes);
    const auto size = std::ssize(bytes);
    machinery_->evidence.put(hash, std::move(bytes));
    return json::object{{"sha256", hash}, {"size_bytes", size}};
}

CommandLine add_evidence_line(Recognition& recognition) {
    return {
        .name = "recognition.add_evidence",
        .summary = "Keep an uploaded photo or paper as evidence of an assessment; POST /api/upload/evidence gives it.",
        .may = only(keepers_and_unit | keepers_and_citizen, Access::personal, about_subject()),
        .fields = {year_field(),
                   kind_field(),
                   id_field("subject_id"),
                   {.name = "sha256", .least = 64, .most = 64, .note = "Of the bytes uploaded just before."},
                   {.name = "size_bytes", .kind = Kind::integer, .least = 1, .most = most_evidence_bytes}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return add_evidence(recognition, c, b); }};
}

CommandLine withdraw_evidence_line(Recognition& recognition) {
    return {.name = "recognition.withdraw_evidence",
            .summary = "Withdraw a piece of evidence; it is handed out no more.",
            .may = only(keepers_and_unit, Access::personal, about_evidence()),
            .fields = {id_field("evidence_id"), {.name = "reason", .least = 1, .most = 500}},
            .run = [&recognition](CommandContext& c, const json::object& b) {
                return withdraw_evidence(recognition, c, b);
            }};
}

std::vector<QueryLine> evidence_queries(Recognition& recognition) {
    return {
        {.path = "/api/evidence",
         .summary = "The evidence of one subject in a year.",
         .may = only(readers_and_unit | readers_and_citizen, Access::personal, about_subject()),
         .parameters = {optional_year_field(), kind_field(), id_field("subject_id")},
         .run = [&recognition](QueryContext& c, const json::object& p) { return list_evidence(recognition, c, p); }},
        {.path = "/api/evidence/{evidence_id}",
         .summary = "One piece of evidence, as it was uploaded.",
         .may = only(readers_and_unit | readers_and_citizen, Access::personal, about_evidence()),
         .parameters = {id_field("evidence_id")},
         .run = [&recognition](QueryContext& c, const json::object& p) { return evidence_file(recognition, c, p); }}};
}

}  // namespace khuyenhoc::recognition
