#include "recognition/name_filter.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/text.h"

namespace khuyenhoc::recognition {

namespace {

/// A rarer name is looked up from its bearers, a more frequent one among the rows.
constexpr std::size_t few_names = 300;

/// Every word typed starts a word of the name.
bool fits(std::string_view folded, const std::vector<std::string_view>& typed) {
    const auto words = words_of(folded);
    return std::ranges::all_of(typed, [&](std::string_view wanted) {
        return std::ranges::any_of(words, [&](std::string_view word) { return word.starts_with(wanted); });
    });
}

class Filter {
public:
    Filter(store::Connection& db, std::int64_t province, Date on, std::string_view typed)
        : db_(db), province_(province), on_(khuyenhoc::to_text(on)), folded_(fold(typed)), words_(words_of(folded_)) {}

    const std::vector<std::string_view>& words() const { return words_; }

    /// Persons, or the households they are the heads of.
    std::unordered_set<std::int64_t> bearers(const std::unordered_set<std::int64_t>& names, SubjectKind kind) {
        std::unordered_set<std::int64_t> ids;
        const auto people = db_.prepare("SELECT person_id FROM person WHERE province_id = $1 AND name_id = $2");
        const auto headed = db_.prepare(
            "SELECT household_id FROM household_member WHERE province_id = $1 AND person_id = $2 AND relation = 1"
            " AND from_date <= $3 AND (to_date IS NULL OR to_date > $4)");
        for (const auto name : names) {
            people->start({province_, name});
            while (const auto* person = people->step()) {
                if (kind == SubjectKind::person) {
                    ids.insert(person->integer(0));
                    continue;
                }
                headed->start({province_, person->integer(0), on_, on_});
                while (const auto* household = headed->step()) ids.insert(household->integer(0));
            }
        }
        return ids;
    }

    /// The id of the name of a person, or of a household's head.
    std::unique_ptr<store::Statement> name_statement(SubjectKind kind) {
        if (kind == SubjectKind::person)
            return db_.prepare("SELECT name_id FROM person WHERE province_id = $1 AND person_id = $2");
        return db_.prepare(
            "SELECT p.name_id FROM household_member AS m JOIN person AS p ON p.province_id = m.province_id"
            " AND p.person_id = m.person_id WHERE m.province_id = $1 AND m.household_id = $2 AND m.relation = 1"
            " AND m.to_date IS NULL");
    }

private:
    store::Connection& db_;
    std::int64_t province_;
    std::string on_, folded_;
    std::vector<std::string_view> words_;
};

}  // namespace

void NameKeys::catch_up(store::Connection& db, std::int64_t province) {
    std::vector<std::pair<std::int64_t, std::string>> fresh;
    std::int64_t last = 0;
    {
        const std::shared_lock lock(mutex_);
        last = last_;
    }
    db.query("SELECT name_id, folded FROM name_key WHERE province_id = $1 AND name_id > $2 ORDER BY name_id", {province, last},
             [&](const store::Row& row) { fresh.emplace_back(row.integer(0), row.text(1)); });
    if (fresh.empty()) return;
    const std::unique_lock lock(mutex_);
    for (const auto& [id, folded] : fresh) {
        if (id <= last_) continue;  // somebody else has added it meanwhile
        last_ = id;
        ids_.push_back(id);
        (text_ += " ") += folded;
        ends_.push_back(text_.size());
    }
}

std::unordered_set<std::int64_t> NameKeys::fitting(store::Connection& db, std::int64_t province,
                                                   std::span<const std::string_view> typed) {
    std::vector<std::string> beginnings;
    for (const auto word : typed) beginnings.push_back(" " + std::string(word));
    // The longest is the rarest, more or less: the others are only looked for in the names that have it.
    const auto& rare = *std::ranges::max_element(beginnings, {}, &std::string::size);
    catch_up(db, province);
    const std::shared_lock lock(mutex_);
    std::unordered_set<std::int64_t> ids;
    for (std::size_t at = 0; at < text_.size();) {
        const auto* found = static_cast<const char*>(memmem(text_.data() + at, text_.size() - at, rare.data(), rare.size()));
        if (found == nullptr) break;
        const auto end = std::ranges::upper_bound(ends_, static_cast<std::size_t>(found - text_.data()));
        const auto start = end == ends_.begin() ? 0 : *(end - 1);
        const auto name = std::string_view(text_).substr(start, *end - start);
        if (std::ranges::all_of(beginnings, [&](const auto& begin) { return name.find(begin) != std::string_view::npos; }))
            ids.insert(ids_[static_cast<std::size_t>(end - ends_.begin())]);
        at = *end;
    }
    return ids;
}

Found filter_by_name(NameKeys& keys, store::Connection& db, std::int64_t province, Date on, const std::vector<SubjectRow>& rows,
                     const HomeNames& homes, std::string_view typed, std::size_t enough) {
    Filter filter(db, province, on, typed);
    Found found;
    if (rows.empty() || filter.words().empty()) return found;
    const auto kind = rows.front().kind;
    if (kind != SubjectKind::person && kind != SubjectKind::household) {
        SubjectNames names(db, province, on);
        for (const auto& row : rows)
            if (fits(fold(names.of(row, homes).name), filter.words())) found.rows.push_back(row);
        return found;
    }
    const auto fitting = keys.fitting(db, province, filter.words());
    if (fitting.size() <= few_names) {
        const auto ids = filter.bearers(fitting, kind);
        std::ranges::copy_if(rows, std::back_inserter(found.rows),
                             [&](const auto& row) { return ids.contains(row.id); });
        return found;
    }
    const auto name = filter.name_statement(kind);
    for (const auto& row : rows) {
        if (found.rows.size() > enough) {
            found.whole = false;
            found.rows.pop_back();
            break;
        }
        name->start({province, row.id});
        if (const auto* is = name->step(); is != nullptr && fitting.contains(is->integer(0))) found.rows.push_back(row);
    }
    return found;
}

}  // namespace khuyenhoc::recognition
