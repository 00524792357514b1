#include "capability/capability.h"

#include <algorithm>

#include "base/check.h"
#include "base/text.h"

namespace khuyenhoc {

Capabilities::Capabilities(std::vector<Table> tables) : tables_(std::move(tables)) {
    for (const auto& table : tables_) {
        for (const auto& line : table.commands) check(commands_.emplace(line.name, &line).second, "command names are unique");
        for (const auto& kind : table.refusals) check(refusals_.emplace(kind.code, &kind).second, "refusal codes are unique");
    }
}

const CommandLine* Capabilities::find_command(std::string_view name) const {
    const auto found = commands_.find(name);
    return found == commands_.end() ? nullptr : found->second;
}

const RefusalKind* Capabilities::find_refusal(std::string_view code) const {
    const auto found = refusals_.find(code);
    return found == refusals_.end() ? nullptr : found->second;
}

std::vector<const Reaction*> Capabilities::reactions_on(std::string_view command) const {
    std::vector<const Reaction*> out;
    for (const auto& table : tables_)
        for (const auto& reaction : table.reactions)
            if (reaction.on == command) out.push_back(&reaction);
    return out;
}

std::vector<store::Migration> Capabilities::migrations() const {
    std::vector<store::Migration> out;
    for (const auto& table : tables_) out.insert(out.end(), table.migrations.begin(), table.migrations.end());
    return out;
}

std::vector<std::string> Capabilities::run_checks(store::Connection& db) const {
    std::vector<std::string> broken;
    for (const auto& table : tables_) {
        for (const auto& line : table.checks) {
            std::size_t shown = 0;
            db.query(line.sql, {}, [&](const store::Row& row) {
                if (++shown > 20) return;
                broken.push_back(std::string(line.name) + ": " + (row.is_null(0) ? "?" : std::to_string(row.integer(0))));
            });
            if (shown > 20) broken.push_back(std::string(line.name) + ": " + std::to_string(shown - 20) + " more rows");
        }
        for (const auto& line : table.deep_checks)
            for (const auto& problem : line.run(db)) broken.push_back(std::string(line.name) + ": " + problem);
    }
    return broken;
}

Table ground_table() {
    Table table;
    table.name = "ground";
    table.refusals = {
        {"internal", 500, "Chương trình gặp lỗi. Việc này chưa được ghi; xin báo cho người quản trị.",
         "The program met a fault. Nothing was recorded; please tell the administrator."},
        {"store.busy", 503, "Cơ sở dữ liệu đang bận. Xin thử lại.", "The database is busy. Please try again."},
        {"store.unavailable", 503, "Máy chủ cơ sở dữ liệu đang không trả lời. Xin thử lại sau ít phút; việc gửi lại không bị ghi hai lần.",
         "The database server does not answer at the moment. Please try again in a few minutes; nothing is recorded twice."},
        {"store.full", 507, "Hết chỗ trên đĩa. Chưa có gì được ghi.", "The disk is full. Nothing was recorded."},
        {"may.sign_in", 401, "Hãy đăng nhập để xem hoặc làm việc này.", "Sign in to see or do this."},
        {"may.not_yours", 403, "Vai trò của bạn không làm việc này.", "Your role does not do this."},
        {"may.not_covered", 403, "Việc này không thuộc phạm vi bạn phụ trách, hoặc không có.",
         "This is not in what you are in charge of, or it is not there."},
        {"json.malformed", 400, "Nội dung gửi lên không phải JSON hợp lệ ({where}).", "The body is not well-formed JSON ({where})."},
        {"json.duplicate_key", 400, "Trường “{where}” được ghi hai lần.", "The field “{where}” is given twice."},
        {"json.forbidden_character", 400, "Nội dung có ký tự không được phép.", "The body has a character that is not allowed."},
        {"shape.missing_field", 422, "Thiếu trường “{where}”.", "The field “{where}” is missing."},
        {"shape.unknown_field", 422, "Không có trường nào tên “{where}”.", "There is no field “{where}”."},
        {"shape.wrong_type", 422, "Trường “{where}” phải là {expected}.", "The field “{where}” must be {expected}."},
        {"shape.out_of_range", 422, "Trường “{where}” phải từ {least} đến {most}.",
         "The field “{where}” must be from {least} to {most}."},
        {"shape.not_one_of", 422, "Trường “{where}” phải là một trong: {allowed}.", "The field “{where}” must be one of: {allowed}."},
        {"shape.bad_date", 422, "Trường “{where}” phải là ngày dạng NĂM-THÁNG-NGÀY.", "The field “{where}” must be a date as YYYY-MM-DD."},
        {"shape.bad_text", 422, "Trường “{where}” không phải văn bản UTF-8 hợp lệ.", "The field “{where}” is not clean UTF-8 text."},
    };
    return table;
}

namespace {

/// Kinds of fields in Vietnamese; other facts are codes and numbers and read alike in every language.
std::string said(const std::string& fact, std::string_view language) {
    static const std::map<std::string_view, std::string_view> vietnamese = {
        {"integer", "số nguyên"}, {"text", "văn bản"},        {"true/false", "đúng hoặc sai"}, {"date", "ngày"},
        {"object", "đối tượng"},  {"integer[]", "danh sách số nguyên"}, {"text[]", "danh sách văn bản"},
        {"object[]", "danh sách đối tượng"}};
    const auto found = vietnamese.find(fact);
    return language == "en" || found == vietnamese.end() ? fact : std::string(found->second);
}

}  // namespace

json::object describe(const Refusal& refusal, const Capabilities& capabilities, std::string_view language) {
    const RefusalKind* kind = capabilities.find_refusal(refusal.code);
    std::string message(kind == nullptr ? std::string_view(refusal.code) : language == "en" ? kind->en : kind->vi);
    const auto fill = [&](const std::string& name, const std::string& value) {
        const std::string slot = "{" + name + "}";
        for (auto at = message.find(slot); at != std::string::npos; at = message.find(slot, at + value.size()))
            message.replace(at, slot.size(), value);
    };
    fill("where", refusal.where);
    json::object facts;
    for (const auto& [name, value] : refusal.facts) {
        fill(name, said(value, language));
        facts[name] = value;
    }
    return {{"code", refusal.code}, {"where", refusal.where}, {"facts", std::move(facts)}, {"message", message}};
}

}  // namespace khuyenhoc
