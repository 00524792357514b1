#include "sheets/workbook.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <map>

#include "base/text.h"

namespace khuyenhoc::sheets {

namespace {

struct SheetEntry {
    std::string name;
    std::string relation;
    bool hidden = false;
};

class WorkbookWalker final : public XmlWalker {
public:
    void opened(std::string_view name, const Attributes& attributes) override {
        if (name == "workbookPr") {
            const auto flag = attributes.get("date1904");
            from_1904 = flag == "1" || flag == "true";
        } else if (name == "sheet") {
            const auto state = attributes.get("state");
            sheets.push_back({canonical(attributes.get("name")).value_or(""), std::string(attributes.get("id")),
                              !state.empty() && state != "visible"});
            if (sheets.size() > 4096) refused = refuse("sheets.bomb", "", {{"what", "4096 sheets"}});
        }
    }
    void closed(std::string_view) override {}
    void text(std::string_view) override {}

    bool from_1904 = false;
    std::vector<SheetEntry> sheets;
};

struct Relation {
    std::string type;    ///< last part of the type's address
    std::string target;  ///< path inside the package
};

/// Relations of a part that lies in `folder` ("xl/" or "").
class RelationsWalker final : public XmlWalker {
public:
    explicit RelationsWalker(std::string folder) : folder_(std::move(folder)) {}
    void opened(std::string_view name, const Attributes& attributes) override {
        if (name != "Relationship" || attributes.get("TargetMode") == "External") return;
        const auto type = attributes.get("Type");
        auto target = attributes.get("Target");
        std::string path = target.starts_with('/') ? std::string(target.substr(1)) : folder_ + std::string(target);
        relations.emplace(attributes.get("Id"), Relation{std::string(type.substr(type.rfind('/') + 1)), std::move(path)});
        if (relations.size() > 8192) refused = refuse("sheets.bomb", "", {{"what", "8192 relations"}});
    }
    void closed(std::string_view) override {}
    void text(std::string_view) override {}

    const Relation* of_type(std::string_view type) const {
        for (const auto& [id, relation] : relations)
            if (relation.type == type) return &relation;
        return nullptr;
    }

    std::map<std::string, Relation, std::less<>> relations;

private:
    std::string folder_;
};

class StylesWalker final : public XmlWalker {
public:
    void opened(std::string_view name, const Attributes& attributes) override {
        if (name == "numFmt") {
            const auto id = parse_integer(attributes.get("numFmtId"));
            if (id && is_date_format(attributes.get("formatCode"))) custom_dates_[*id] = true;
        } else if (name == "cellXfs") {
            in_cell_formats_ = true;
        } else if (name == "xf" && in_cell_formats_) {
            const auto id = parse_integer(attributes.get("numFmtId")).value_or(0);
            date_styles.push_back((id >= 0 && id < 164 && is_date_format(static_cast<int>(id))) || custom_dates_.contains(id));
            if (date_styles.size() > 65536) refused = refuse("sheets.bomb", "", {{"what", "65536 styles"}});
        }
        if (custom_dates_.size() > 65536) refused = refuse("sheets.bomb", "", {{"what", "65536 formats"}});
    }
    void closed(std::string_view name) override {
        if (name == "cellXfs") in_cell_formats_ = false;
    }
    void text(std::string_view) override {}

    std::vector<bool> date_styles;

private:
    std::map<std::int64_t, bool> custom_dates_;
    bool in_cell_formats_ = false;
};

class SharedTextsWalker final : public XmlWalker {
public:
    SharedTextsWalker(SharedTexts& texts, const Limits& limits) : texts_(texts), limits_(limits) {}
    void opened(std::string_view name, const Attributes&) override {
        if (name == "si") current_.clear();
        else if (name == "rPh") reading_aid_ = true;
        else if (name == "t") in_text_ = !reading_aid_;
    }
    void closed(std::string_view name) override {
        if (name == "t") in_text_ = false;
        else if (name == "rPh") reading_aid_ = false;
        else if (name == "si") close_text();
    }
    void text(std::string_view piece) override {
        if (!in_text_) return;
        current_.append(piece);
        if (current_.size() > limits_.field_bytes)
            refused = refuse("sheets.field_too_long", "", {{"limit", std::to_string(limits_.field_bytes)}});
    }

private:
    void close_text() {
        texts_.add(without_escapes(current_));
        if (texts_.bytes() > limits_.shared_strings_bytes)
            refused = refuse("sheets.too_many_strings", "", {{"limit", std::to_string(limits_.shared_strings_bytes)}});
        if (texts_.size() > limits_.shared_strings)
            refused = refuse("sheets.too_many_strings", "", {{"limit", std::to_string(limits_.shared_strings)}});
    }

    SharedTexts& texts_;
    const Limits& limits_;
    std::string current_;
    bool in_text_ = false;
    bool reading_aid_ = false;
};

/// Where the workbook part lies.
Result<std::string> find_workbook_part(Package& package) {
    if (package.has("_rels/.rels")) {
        RelationsWalker walker("");
        if (auto walked = package.walk_all("_rels/.rels", walker); !walked) return std::unexpected(walked.error());
        if (const auto* main = walker.of_type("officeDocument"); main != nullptr && package.has(main->target)) return main->target;
    }
    if (package.has("xl/workbook.xml")) return std::string("xl/workbook.xml");
    return refuse("sheets.not_a_workbook");
}

Result<const SheetEntry*> choose_sheet(const WorkbookWalker& book, const RelationsWalker& relations, std::string_view wanted) {
    const std::string wanted_name = canonical(wanted).value_or("");
    const SheetEntry* first_of_any = nullptr;
    for (const SheetEntry& sheet : book.sheets) {
        const auto relation = relations.relations.find(sheet.relation);
        if (relation == relations.relations.end() || relation->second.type != "worksheet") continue;
        if (first_of_any == nullptr) first_of_any = &sheet;
        if (wanted_name.empty() ? !sheet.hidden : sheet.name == wanted_name) return &sheet;
    }
    if (wanted_name.empty() && first_of_any != nullptr) return first_of_any;
    return refuse("sheets.no_such_sheet", "", {{"count", std::to_string(book.sheets.size())}});
}

}  // namespace

Result<Workbook> read_workbook(Package& package, const Limits& limits, std::string_view sheet) {
    auto part = find_workbook_part(package);
    if (!part) return std::unexpected(part.error());
    WorkbookWalker book;
    if (auto walked = package.walk_all(*part, book); !walked) return std::unexpected(walked.error());
    const std::size_t slash = part->rfind('/');
    const std::string folder = slash == std::string::npos ? "" : part->substr(0, slash + 1);
    const std::string relations_part = folder + "_rels/" + part->substr(folder.size()) + ".rels";
    if (!package.has(relations_part)) return refuse("sheets.damaged");
    RelationsWalker relations(folder);
    if (auto walked = package.walk_all(relations_part, relations); !walked) return std::unexpected(walked.error());

    auto chosen = choose_sheet(book, relations, sheet);
    if (!chosen) return std::unexpected(chosen.error());
    Workbook workbook;
    workbook.sheet_name = (*chosen)->name;
    workbook.sheet_part = relations.relations.find((*chosen)->relation)->second.target;
    workbook.from_1904 = book.from_1904;
    if (const auto* styles = relations.of_type("styles"); styles != nullptr && package.has(styles->target)) {
        StylesWalker walker;
        if (auto walked = package.walk_all(styles->target, walker); !walked) return std::unexpected(walked.error());
        workbook.date_styles = std::move(walker.date_styles);
    }
    if (const auto* texts = relations.of_type("sharedStrings"); texts != nullptr && package.has(texts->target)) {
        SharedTextsWalker walker(workbook.texts, limits);
        if (auto walked = package.walk_all(texts->target, walker); !walked) return std::unexpected(walked.error());
    }
    return workbook;
}

bool is_date_format(int format_id) {
    return (format_id >= 14 && format_id <= 22) || (format_id >= 27 && format_id <= 36) ||
           (format_id >= 45 && format_id <= 47) || (format_id >= 50 && format_id <= 58);
}

bool is_date_format(std::string_view code) {
    if (code == "General" || code.empty()) return false;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        const char c = code[i];
        if (c == '\\' || c == '_' || c == '*') {
            ++i;
        } else if (c == '"' || c == '[') {
            const char close = c == '"' ? '"' : ']';
            const std::size_t end = code.find(close, i + 1);
            const auto inside = code.substr(i + 1, end == std::string_view::npos ? end : end - i - 1);
            if (c == '[' && !inside.empty() && inside.find_first_not_of("hHmMsS") == std::string_view::npos) return true;
            if (end == std::string_view::npos) return false;
            i = end;
        } else if (std::string_view("dDmMyYhHsS").find(c) != std::string_view::npos) {
            return true;
        }
    }
    return false;
}

std::string without_escapes(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned value = 0;
        if (text[i] == '_' && i + 6 < text.size() && text[i + 1] == 'x' && text[i + 6] == '_') {
            const char* digits = text.data() + i + 2;
            const auto [stop, error] = std::from_chars(digits, digits + 4, value, 16);
            if (error == std::errc() && stop == digits + 4 && value > 0 && value < 0x80) {
                out.push_back(static_cast<char>(value));
                i += 6;
                continue;
            }
        }
        out.push_back(text[i]);
    }
    return out;
}

std::string date_text(double serial, bool from_1904) {
    if (!(serial >= 0) || serial >= 2958466) return {};
    auto day = static_cast<std::int64_t>(serial);
    auto seconds = static_cast<std::int64_t>(std::lround((serial - static_cast<double>(day)) * 86400));
    if (seconds == 86400) {
        seconds = 0;
        ++day;
    }
    const std::string time = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (day == 0 && !from_1904) return time;
    if (day == 60 && !from_1904) return {};  // 29 February 1900, which only Excel knows
    const std::int64_t days_before_1970 = from_1904 ? 24107 : (day < 60 ? 25568 : 25569);
    const Date date = from_days(day - days_before_1970);
    return seconds == 0 ? to_text(date) : to_text(date) + " " + time;
}

std::string number_text(std::string_view written) {
    double value = 0;
    const auto [stop, error] = std::from_chars(written.data(), written.data() + written.size(), value);
    if (error != std::errc() || stop != written.data() + written.size() || !std::isfinite(value)) return std::string(written);
    if (value == std::floor(value) && std::fabs(value) < 1e15) return fmt::format("{}", static_cast<std::int64_t>(value));
    return fmt::format("{:.15g}", value);
}

}  // namespace khuyenhoc::sheets
