#include "people/import_row.h"


#include "base/text.h"
#include "people/rules.h"
#include "places/within.h"

namespace khuyenhoc::people {

namespace {

using enum RegisterColumn;

constexpr std::size_t most_remembered = 100'000;

// What a cell of a few words can mean besides the words' own numbers.
constexpr int unknown_word = -1;
constexpr int no_word = -2;
constexpr int bad_text = -3;

}  // namespace

/// A row on the way: its texts read once, canonical.
struct RowJudge::Judging {
    const HeaderMap& header;
    const sheets::Row& row;
    std::vector<RowProblem>& problems;
    RegisterRow out;
    int birth_year = 0;

    std::string text(RegisterColumn column) {
        if (!header.has(column)) return {};
        const std::string_view raw = row.cell(header.of(column));
        auto clean = canonical(raw);
        if (!clean) {
            say(column, Severity::error, "people.bad_text", std::to_string(raw.size()) + " bytes");
            return {};
        }
        return std::move(*clean);
    }

    void say(RegisterColumn column, Severity severity, std::string_view code, std::string shape = {}) {
        const std::int64_t at = header.has(column) ? static_cast<std::int64_t>(header.of(column)) : -1;
        problems.push_back({row.number, at, severity, std::string(code), std::move(shape)});
        if (severity == Severity::error) out.dropped = true;
    }
};

RowJudge::RowJudge(HeaderMap header, const places::Atlas& atlas, const Keys& keys, std::int64_t province, Date on, places::PlaceId within)
    : header_(std::move(header)), atlas_(atlas), keys_(keys), province_(province), on_(on), within_(within) {}

void RowJudge::judge_name(Judging& j) {
    std::string name = j.text(full_name);
    if (j.out.dropped) return;
    if (name.empty()) return j.say(full_name, Severity::error, "people.no_name", "empty");
    if (!is_person_name(name)) return j.say(full_name, Severity::error, "people.bad_name", shape_of(name));
    j.out.folded_name = fold(name);
    if (j.out.folded_name.find(' ') == std::string::npos) j.say(full_name, Severity::warning, "people.short_name", shape_of(name));
    j.out.full_name = std::move(name);
}

void RowJudge::judge_birth(Judging& j) {
    RegisterColumn column = birth;
    std::string written = j.text(birth);
    if (written.empty() && header_.has(birth_year)) {
        column = birth_year;
        written = j.text(birth_year);
    }
    if (written.empty()) return j.say(column, Severity::error, "people.no_birth", "empty");
    const auto found = parse_birth(written);
    if (!found) return j.say(column, Severity::error, "people.bad_birth", shape_of(written));
    if (found->day ? *found->day > on_ : found->year > on_.year) return j.say(column, Severity::error, "people.birth_after", shape_of(written));
    if (found->year < on_.year - oldest_age) return j.say(column, Severity::error, "people.birth_too_long_ago", shape_of(written));
    j.out.birth = found->text;
    j.birth_year = found->year;
}

int RowJudge::meaning(Judging& j, RegisterColumn column, Meanings& memory, int (*parse)(std::string_view)) const {
    if (!header_.has(column)) return no_word;
    const std::string_view raw = j.row.cell(header_.of(column));
    if (const auto known = memory.find(raw); known != memory.end()) return known->second;
    const auto clean = canonical(raw);
    if (!clean) {
        j.text(column);  // says what is wrong with it
        return bad_text;
    }
    if (memory.size() > most_remembered) memory.clear();
    return memory.emplace(raw, clean->empty() ? no_word : parse(*clean)).first->second;
}

void RowJudge::judge_words(Judging& j) {
    const int sex_found = meaning(j, sex, sexes_, [](std::string_view text) {
        const auto parsed = parse_sex(text);
        return parsed ? static_cast<int>(*parsed) : unknown_word;
    });
    if (sex_found >= 0) j.out.sex = static_cast<Sex>(sex_found);
    else if (sex_found == no_word) j.say(sex, Severity::warning, "people.no_sex", "empty");
    else if (sex_found == unknown_word) j.say(sex, Severity::error, "people.bad_sex", shape_of(j.text(sex)));

    const int relation_found = meaning(j, relation, relations_, [](std::string_view text) {
        const auto parsed = parse_relation(text);
        return parsed ? static_cast<int>(*parsed) : unknown_word;
    });
    if (relation_found >= 0) j.out.relation = static_cast<Relation>(relation_found);
    else if (relation_found != bad_text && header_.has(relation))
        j.say(relation, Severity::warning, "people.unknown_relation", shape_of(j.text(relation)));

    const int group = meaning(j, ethnicity, groups_, [](std::string_view text) {
        const int code = find_ethnic_group(text);
        return code == 0 ? unknown_word : code;
    });
    if (group >= 0) j.out.ethnicity = group;
    else if (group == unknown_word) j.say(ethnicity, Severity::warning, "people.unknown_ethnicity", shape_of(j.text(ethnicity)));

    j.out.clan = j.text(clan);
    j.out.unit = j.text(unit);
    if (header_.has(role)) j.out.role = parse_role(j.text(role));
    for (const auto column : {clan, unit}) {
        std::string& name = column == clan ? j.out.clan : j.out.unit;
        if (length_of(name) <= 200) continue;
        j.say(column, Severity::warning, "people.name_too_long", shape_of(name));
        name.clear();
    }
}

void RowJudge::judge_citizen_no(Judging& j) {
    std::string number;
    for (const char c : j.text(citizen_no))
        if (c != ' ' && c != '.' && c != '-' && c != '\'') number.push_back(c);
    if (number.empty()) return;
    // A workbook that took the number for a quantity drops the zero it begins with.
    const bool zero_lost = number.size() == 11 && is_citizen_no("0" + number) && citizen_no_agrees("0" + number, j.out.sex, j.birth_year);
    if (zero_lost) number.insert(number.begin(), '0');
    if (!is_citizen_no(number)) return j.say(citizen_no, Severity::error, "people.bad_citizen_no", shape_of(number));
    if (zero_lost) j.say(citizen_no, Severity::warning, "people.citizen_no_zero_lost", "11 digits");
    if (j.birth_year != 0 && !citizen_no_agrees(number, j.out.sex, j.birth_year))
        j.say(citizen_no, Severity::warning, "people.citizen_no_disagrees", "12 digits");
    if (j.out.dropped) return;
    j.out.citizen_hash = keyed_hash_hex(keys_.lookup, number);
    j.out.citizen_sealed = seal(keys_.seal, number);
}

RowJudge::PlaceFound RowJudge::find_place(std::string_view commune_text, std::string_view hamlet_text) const {
    places::PlaceId within = province_;
    if (!commune_text.empty()) {
        std::string wanted(commune_text);
        // Codes have five digits; a workbook drops their zeros.
        if (wanted.size() < 5 && parse_integer(wanted).value_or(-1) >= 0) wanted.insert(0, 5 - wanted.size(), '0');
        const auto place = atlas_.resolve(wanted, on_, province_, places::Kind::commune);
        if (!place && place.error().code == "places.ambiguous") {
            const auto& facts = place.error().facts;
            return {0, commune, "people.ambiguous_commune", (facts.empty() ? "several" : facts.front().second) + " communes"};
        }
        if (!place) {
            // Look-ups beneath a place do not say whether it is the day that is wrong.
            const auto anywhere = atlas_.resolve(wanted, on_, std::nullopt, places::Kind::commune);
            const bool another_day = !anywhere && anywhere.error().code == "places.not_then";
            return {0, commune, another_day ? "people.commune_not_then" : "people.unknown_commune", shape_of(commune_text)};
        }
        if (atlas_.get(*place).kind != places::Kind::commune || !atlas_.is_under(*place, province_, on_))
            return {0, commune, "people.unknown_commune", shape_of(commune_text)};
        within = *place;
    }
    if (hamlet_text.empty()) return {0, hamlet, "people.no_hamlet", "empty"};
    const auto found = atlas_.by_name(hamlet_text, on_, within, places::Kind::hamlet);
    if (found.empty()) return {0, hamlet, "people.unknown_hamlet", shape_of(hamlet_text)};
    if (found.size() > 1) return {0, hamlet, "people.ambiguous_hamlet", std::to_string(found.size()) + " hamlets"};
    if (within_ != 0 && !places::lies_within(atlas_, found.front(), within_, today_in_vietnam())) return {0, hamlet, "people.hamlet_elsewhere", {}};
    return {found.front(), hamlet, {}, {}};
}

void RowJudge::judge_place(Judging& j) {
    place_key_.assign(header_.has(commune) ? j.row.cell(header_.of(commune)) : std::string_view());
    place_key_ += '\x1f';
    place_key_ += j.row.cell(header_.of(hamlet));
    auto known = places_.find(place_key_);
    if (known == places_.end()) {
        const std::size_t said = j.problems.size();
        const std::string commune_text = j.text(commune);
        const std::string hamlet_text = j.text(hamlet);
        if (j.problems.size() > said) return;
        if (places_.size() > most_remembered) places_.clear();
        known = places_.emplace(place_key_, find_place(commune_text, hamlet_text)).first;
    }
    const PlaceFound& found = known->second;
    if (!found.problem.empty()) return j.say(found.column, Severity::error, found.problem, found.shape);
    j.out.hamlet = found.hamlet;
}

RegisterRow RowJudge::judge(const sheets::Row& row, std::vector<RowProblem>& problems) {
    Judging j{header_, row, problems, {}, 0};
    j.out.number = row.number;
    judge_name(j);
    judge_birth(j);
    judge_words(j);
    judge_place(j);
    j.out.book_no = j.text(book_no);
    if (j.out.book_no.empty()) j.say(book_no, Severity::error, "people.no_household", "empty");
    else if (length_of(j.out.book_no) > 40) j.say(book_no, Severity::error, "people.bad_household", shape_of(j.out.book_no));
    judge_citizen_no(j);
    if (j.out.dropped) {
        RegisterRow dropped;
        dropped.number = row.number;
        dropped.dropped = true;
        return dropped;
    }
    return std::move(j.out);
}

}  // namespace khuyenhoc::people
