// The sheet of a hamlet: households in the order of the book, whom and what to score in each, and what is scored
// already.
#include "recognition/sheet.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "recognition/explain.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"

namespace khuyenhoc::recognition {

namespace {

constexpr std::int64_t usual_households = 25;
constexpr std::int64_t most_households = 200;

json::array scores_json(std::string_view text, std::size_t indicators) {
    json::array scores;
    for (std::size_t i = 0; i < indicators; ++i) {
        const char c = i < text.size() ? text[i] : '-';
        scores.push_back(c == '-' ? json::value() : json::value(c <= '9' ? c - '0' : c - 'A' + 10));
    }
    return scores;
}

json::value group_code(const CriteriaSet& set, int group) {
    if (group < 0 || static_cast<std::size_t>(group) >= set.groups.size()) return nullptr;
    return json::value(set.groups[static_cast<std::size_t>(group)].code);
}

/// A household with what orders it in the book: its number as a number, then as it is written.
struct BookLine {
    std::int64_t household = 0;
    std::int64_t number = 0;
    std::string text;
    bool operator<(const BookLine& other) const {
        return std::tie(number, text, household) < std::tie(other.number, other.text, other.household);
    }
};

BookLine book_line(store::Connection& db, std::int64_t province, std::int64_t household) {
    BookLine line{household, INT64_MAX, {}};
    db.query("SELECT book_no FROM household WHERE province_id = $1 AND household_id = $2", {province, household},
             [&](const store::Row& row) {
                 if (!row.is_null(0)) line.text = row.text(0);
             });
    if (line.text.empty()) return line;
    std::int64_t number = 0;
    const auto end = std::from_chars(line.text.data(), line.text.data() + line.text.size(), number);
    if (end.ec == std::errc{}) line.number = number;
    return line;
}

class Sheet {
public:
    Sheet(const Model& model, store::Connection& db, std::int64_t province, std::uint32_t hamlet, people::Unlisted unlisted)
        : model_(model),
          db_(db),
          province_(province),
          hamlet_(hamlet),
          on_(khuyenhoc::to_text(model.on())),
          count_(sheet_count(db, province, model.year(), model.population().hamlet_id(hamlet))),
          unlisted_(std::move(unlisted)) {
        if (count_.waiting_self > 0)
            for (auto& self : waiting_self(db, province, model.year(), model.population().hamlet_id(hamlet)))
                self_.emplace(self.person, std::move(self));
    }

    /// `last` are the sets of the year before, when it had a campaign.
    void use_last(const CampaignSets* last) { last_ = last; }

    json::object head(bool whole) {
        const auto& population = model_.population();
        const auto& counts = model_.outcome().hamlets[hamlet_];
        json::object out{{"year", model_.year()},
                         {"campaign", model_.campaign().state},
                         {"synthetic", model_.synthetic()},
                         {"hamlet", hamlet_json(model_, hamlet_)},
                         {"commune", commune_json(model_, population.commune_of_hamlet(hamlet_))},
                         {"counts", json::object{{"households", counts.households},
                                                 {"persons", counts.adults},
                                                 {"residents", counts.residents},
                                                 {"unconfirmed", count_.unconfirmed},
                                                 {"waiting_self", count_.waiting_self}}},
                         {"last_year", last_ == nullptr ? json::value() : json::value(model_.year() - 1)}};
        if (!whole) return out;
        json::object sets;
        for (const auto title : {Title::citizen, Title::family, Title::clan, Title::community})
            sets[name_of(title)] = set_document(model_.criteria().of(title));
        out["criteria"] = std::move(sets);
        out["own"] = subject(SubjectKind::hamlet, hamlet_);
        json::array clans;
        for (const auto clan : population.clans_of_hamlet(hamlet_)) {
            auto one = subject(SubjectKind::clan, clan);
            one["name"] = db_.query_text("SELECT name FROM clan WHERE province_id = $1 AND clan_id = $2",
                                         {province_, population.clan_id(clan)})
                              .value_or("");
            clans.push_back(std::move(one));
        }
        out["clans"] = std::move(clans);
        return out;
    }

    std::vector<BookLine> book() {
        std::vector<BookLine> lines;
        model_.each_in_hamlet(SubjectKind::household, hamlet_, [&](std::uint32_t household) {
            lines.push_back(book_line(db_, province_, model_.population().household_id(household)));
        });
        std::ranges::sort(lines, [](const auto& a, const auto& b) { return a < b; });
        return lines;
    }

    json::object household(const BookLine& line) {
        const auto number = *model_.population().find_household(line.household);
        auto out = subject(SubjectKind::household, number);
        out["book_no"] = line.text.empty() ? json::value() : json::value(line.text);
        out["members"] = members(line.household, number);
        return out;
    }

private:
    const CriteriaSet& set(SubjectKind kind) const { return model_.criteria().of(title_of(kind)); }

    /// What every subject of a sheet has.
    json::object subject(SubjectKind kind, std::uint32_t number) {
        const auto id = model_.id_of(kind, number);
        const auto state = model_.state_of(kind, number);
        json::object out{{"id", id}, {"state", name_of(state)}, {"title", to_text(model_.mark_of(kind, number).state)}};
        add_assessment(out, kind, id);
        return out;
    }

    void add_assessment(json::object& out, SubjectKind kind, std::int64_t id) {
        const auto& now = set(kind);
        const auto stored = find_assessment(db_, province_, model_.year(), kind, id);
        const bool of_set = stored && stored->criteria_id == now.id;
        out["revision"] = stored ? stored->revision : 0;
        out["scores"] =
            scores_json(of_set ? std::string_view(stored->scores) : std::string_view(), now.indicators.size());
        if (kind == SubjectKind::person) {
            out["group"] = of_set ? group_code(now, stored->population_group) : json::value();
            out["schooling"] = schooling_word(of_set ? stored->schooling : 0);
        }
        out["copied"] = stored && count_.unconfirmed > 0 &&
                        find_copied(db_, province_, model_.year(), kind, id, stored->revision).has_value();
        out["last"] = last_json(kind, id);
    }

    json::value last_json(SubjectKind kind, std::int64_t id) {
        if (last_ == nullptr) return nullptr;
        const auto& then = last_->criteria->of(title_of(kind));
        const auto stored = find_assessment(db_, province_, model_.year() - 1, kind, id);
        if (!stored || stored->criteria_id != then.id) return nullptr;
        auto out = said_json(then, stored->population_group, stored->scores);
        if (kind == SubjectKind::person) out["schooling"] = schooling_word(stored->schooling);
        return out;
    }

    json::array members(std::int64_t household, std::uint32_t number) {
        json::array out;
        std::int64_t before = 0;
        db_.query(
            "SELECT m.person_id, p.full_name, p.birth_year, p.sex, m.relation FROM household_member AS m JOIN person "
            "AS p"
            " ON p.province_id = m.province_id AND p.person_id = m.person_id"
            " WHERE m.province_id = $1 AND m.household_id = $2 AND m.from_date <= $3"
            " AND (m.to_date IS NULL OR m.to_date > $4) AND (p.died_on IS NULL OR p.died_on > $5)"
            " ORDER BY m.relation, p.birth_year, m.person_id, m.from_date",
            {province_, household, on_, on_, on_}, [&](const store::Row& row) {
                const auto id = row.integer(0);
                const auto person = model_.population().find_person(id);
                // Who is entered in two households is scored where they count.
                if (!person || id == before || model_.population().household_of(*person) != number) return;
                before = id;
                out.push_back(member(row, *person));
            });
        return out;
    }

    json::object member(const store::Row& row, std::uint32_t person) {
        const auto& rules = model_.outcome().rules;
        const int born = model_.population().birth_year(person);
        const bool in_scope = born >= rules.birth_from && born <= rules.birth_to;
        auto out = subject(SubjectKind::person, person);
        out["name"] = unlisted_.shown(row.integer(0), row.text(1));
        out["birth_year"] = row.integer(2);
        out["sex"] = sex_word(row.integer(3));
        out["relation"] = relation_word(row.integer(4));
        // Those too young for scores are asked about school, from the age of the children whose schooling counts.
        out["asks"] = in_scope ? "scores" : born <= rules.child_to ? "schooling" : "nothing";
        out["child"] = born >= rules.child_from && born <= rules.child_to;
        const auto said = self_.find(row.integer(0));
        out["self"] =
            said == self_.end() ? json::value() : json::value(self_json(set(SubjectKind::person), said->second));
        return out;
    }

    const Model& model_;
    store::Connection& db_;
    std::int64_t province_;
    std::uint32_t hamlet_;
    std::string on_;
    SheetCount count_;
    std::map<std::int64_t, SelfAssessment> self_;
    people::Unlisted unlisted_;
    const CampaignSets* last_ = nullptr;
};

/// The sheet and the households wanted of it: those after one, or only one.
struct Wanted {
    std::int64_t after = 0;
    std::int64_t only = 0;
    std::int64_t limit = usual_households;
};

json::object write_sheet(Sheet& sheet, const Wanted& wanted) {
    const bool whole = wanted.after == 0;
    auto out = sheet.head(whole);
    json::array households;
    json::value next;
    const auto book = sheet.book();
    auto line = book.begin();
    if (wanted.after != 0) {
        line = std::ranges::find(book, wanted.after, &BookLine::household);
        if (line != book.end()) ++line;
    }
    if (wanted.only != 0) line = std::ranges::find(book, wanted.only, &BookLine::household);
    for (; line != book.end(); ++line) {
        if (static_cast<std::int64_t>(households.size()) == (wanted.only != 0 ? 1 : wanted.limit)) {
            if (wanted.only == 0) next = households.back().at("id");
            break;
        }
        households.push_back(sheet.household(*line));
    }
    out["households"] = std::move(households);
    out["next"] = std::move(next);
    return out;
}

/// Finds the hamlet in the model, and writes.
template <class Find>
Result<Answer> answer_sheet(Recognition& recognition, QueryContext& context, const json::object& parameters,
                            const Find& find) {
    auto& machinery = recognition.machinery();
    const auto year = year_asked(context.db, machinery.province, parameters);
    if (!year) return std::unexpected(year.error());
    const auto last = find_campaign(context.db, machinery.library, machinery.province, *year - 1);
    return machinery.read(*year, [&](const Model& model) -> Result<Answer> {
        Wanted wanted;
        const auto hamlet = find(model, wanted);
        if (!hamlet) return std::unexpected(hamlet.error());
        const store::Held held(context.db);
        Sheet sheet(model, context.db, machinery.province, *hamlet, people::Unlisted(context.db, machinery.province, context.caller));
        sheet.use_last(last ? &*last : nullptr);
        return answer_of(write_sheet(sheet, wanted));
    });
}

std::unexpected<Refusal> not_there(const Model& model, std::string_view where) {
    return refuse("recognition.not_in_year", where, {{"year", std::to_string(model.year())}});
}

Result<std::uint32_t> hamlet_of_household(const Model& model, std::optional<std::uint32_t> household,
                                          std::string_view where) {
    if (!household) return not_there(model, where);
    const auto hamlet = model.population().hamlet_of_household(*household);
    if (hamlet == model.population().hamlets()) return not_there(model, where);
    return hamlet;
}

Result<Answer> hamlet_sheet(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    return answer_sheet(recognition, context, parameters,
                        [&](const Model& model, Wanted& wanted) -> Result<std::uint32_t> {
                            if (find_field(parameters, "after") != nullptr)
                                wanted.after = integer_in(parameters, "after");
                            if (find_field(parameters, "limit") != nullptr)
                                wanted.limit = integer_in(parameters, "limit");
                            const auto hamlet = model.population().find_hamlet(integer_in(parameters, "hamlet_id"));
                            if (!hamlet) return refuse("recognition.unknown_place", "hamlet_id");
                            return *hamlet;
                        });
}

Result<Answer> household_sheet(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    return answer_sheet(recognition, context, parameters, [&](const Model& model, Wanted& wanted) {
        wanted.only = integer_in(parameters, "household_id");
        return hamlet_of_household(model, model.population().find_household(wanted.only), "household_id");
    });
}

Result<Answer> person_sheet(Recognition& recognition, QueryContext& context, const json::object& parameters) {
    return answer_sheet(recognition, context, parameters,
                        [&](const Model& model, Wanted& wanted) -> Result<std::uint32_t> {
                            const auto row = model.population().find_person(integer_in(parameters, "person_id"));
                            if (!row) return not_there(model, "person_id");
                            const auto household = model.population().household_of(*row);
                            if (!household) return not_there(model, "person_id");
                            wanted.only = model.population().household_id(*household);
                            return hamlet_of_household(model, household, "person_id");
                        });
}

}  // namespace

json::value set_document(const CriteriaSet& set) {
    auto document = parse_json(write_criteria(set));
    check(document.has_value(), "a criteria set is written as JSON");
    return std::move(*document);
}

json::object said_json(const CriteriaSet& set, int group, std::string_view scores) {
    return {{"group", group_code(set, group)}, {"scores", scores_json(scores, set.indicators.size())}};
}

json::object self_json(const CriteriaSet& set, const SelfAssessment& self) {
    auto out = said_json(set, self.population_group, self.scores);
    out["self_no"] = self.number;
    out["answer"] = self.answer.empty() ? json::value("waiting") : json::value(self.answer);
    out["reason"] = self.reason.empty() ? json::value() : json::value(self.reason);
    out["assisted"] = self.assisted.empty() ? json::value() : json::value(self.assisted);
    return out;
}

std::vector<QueryLine> sheet_queries(Recognition& recognition) {
    auto after = id_field("after", "Households after this one, in the order of the book.");
    after.required = false;
    return {
        {.path = "/api/hamlets/{hamlet_id}/sheet",
         .summary = "A hamlet's sheet, a part of its households at a time: whom and what to score, and what is scored.",
         .may = around(roles::readers, Access::personal, "hamlet_id"),
         .parameters =
             {id_field("hamlet_id"),
              optional_year_field(),
              after,
              {.name = "limit", .kind = Field::Kind::integer, .required = false, .least = 1, .most = most_households}},
         .run = [&recognition](QueryContext& c, const json::object& p) { return hamlet_sheet(recognition, c, p); }},
        {.path = "/api/households/{household_id}/sheet",
         .summary = "One household's part of its hamlet's sheet.",
         .may = only(readers_and_citizen, Access::personal, people::about_household()),
         .parameters = {id_field("household_id"), optional_year_field()},
         .run = [&recognition](QueryContext& c, const json::object& p) { return household_sheet(recognition, c, p); }},
        {.path = "/api/persons/{person_id}/sheet",
         .summary = "The part of the hamlet's sheet with a person's household.",
         .may = only(roles::readers, Access::personal, people::about_person()),
         .parameters = {id_field("person_id"), optional_year_field()},
         .run = [&recognition](QueryContext& c, const json::object& p) { return person_sheet(recognition, c, p); }}};
}

}  // namespace khuyenhoc::recognition
