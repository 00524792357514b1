// Explanations of a person, household, clan, hamlet and unit.
#include "recognition/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"

namespace khuyenhoc::recognition {

namespace {

class Explanation {
public:
    Explanation(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                std::int64_t subject, const people::Unlisted& unlisted)
        : model_(model),
          population_(model.population()),
          db_(db),
          province_(province),
          kind_(kind),
          subject_(subject),
          unlisted_(unlisted) {}

    Result<json::object> make() {
        auto about = about_subject();
        if (!about) return std::unexpected(about.error());
        const auto number = model_.number_of(kind_, subject_);
        if (!number) return refuse("recognition.not_in_year", "", {{"year", std::to_string(model_.year())}});
        number_ = *number;
        findings_ = findings_of(model_, title(), number_);
        json::object out;
        out[to_text(kind_)] = std::move(*about);
        out["year"] = model_.year();
        out["on"] = khuyenhoc::to_text(model_.on());
        out["campaign"] = model_.campaign().state;
        out["synthetic"] = model_.synthetic();
        place_subject(out[to_text(kind_)].as_object());
        out["title"] = title_json();
        out["criteria"] = set_json(set());
        out["conditions"] = findings_json(model_, title(), number_, findings_);
        if (kind_ == SubjectKind::household) out["members"] = members_json();
        if (kind_ == SubjectKind::clan) out["households"] = households_json();
        out["missing"] = missing_json();
        out["smallest"] = smallest_json(model_, db_, province_, kind_, number_, unlisted_);
        return out;
    }

private:
    Title title() const { return title_of(kind_); }
    const CriteriaSet& set() const { return model_.criteria().of(title()); }

    std::unexpected<Refusal> unknown() const {
        return refuse("recognition.unknown_subject", "", {{"kind", std::string(to_text(kind_))}});
    }

    // -- who it is, from the store

    Result<json::object> about_subject() {
        json::object about;
        const auto one = [&](std::string_view sql, auto fill) {
            db_.query(sql, {province_, subject_}, [&](const store::Row& row) { fill(row); });
        };
        switch (kind_) {
            case SubjectKind::person:
                one("SELECT full_name, birth_year, sex FROM person WHERE province_id = $1 AND person_id = $2",
                    [&](const auto& row) {
                        about = {{"id", subject_},
                                 {"name", unlisted_.shown(subject_, row.text(0))},
                                 {"birth_year", row.integer(1)},
                                 {"sex", sex_word(row.integer(2))}};
                    });
                break;
            case SubjectKind::household:
                one("SELECT book_no FROM household WHERE province_id = $1 AND household_id = $2", [&](const auto& row) {
                    about = {{"id", subject_}, {"book_no", row.is_null(0) ? json::value() : json::value(row.text(0))}};
                });
                break;
            case SubjectKind::clan:
                one("SELECT name FROM clan WHERE province_id = $1 AND clan_id = $2", [&](const auto& row) {
                    about = {{"id", subject_}, {"name", row.text(0)}};
                });
                break;
            case SubjectKind::hamlet:
                if (const auto* place = model_.atlas().find(subject_);
                    place != nullptr && place->kind == places::Kind::hamlet)
                    about = {{"id", subject_}, {"name", model_.atlas().full_name(subject_, model_.on())}};
                break;
            case SubjectKind::unit:
                one("SELECT name, kind, managed_by FROM unit WHERE province_id = $1 AND unit_id = $2",
                    [&](const auto& row) {
                        about = {{"id", subject_},
                                 {"name", row.text(0)},
                                 {"kind", row.text(1)},
                                 {"managed_by", row.text(2)}};
                    });
                break;
        }
        if (about.empty()) return unknown();
        return about;
    }

    void place_subject(json::object& about) {
        if (kind_ == SubjectKind::unit) {
            about["commune"] = commune_json(model_, population_.commune_of_unit(number_));
            about["staff"] = population_.staff_of(number_).size();
            about["learners"] = population_.learners_of(number_).size();
            return;
        }
        const auto hamlet = model_.hamlet_of(kind_, number_);
        if (kind_ != SubjectKind::hamlet) about["hamlet"] = hamlet_json(model_, hamlet);
        about["commune"] = commune_json(model_, population_.commune_of_hamlet(hamlet));
        if (kind_ == SubjectKind::household) {
            about["head"] = head_of(subject_);
            about["members"] = measure(population_, model_.outcome(), Title::family, number_, Measure::members);
            const auto clan = population_.clan_of(number_);
            about["clan"] = clan ? json::value(clan_json(population_.clan_id(*clan))) : json::value();
        }
        if (kind_ == SubjectKind::clan) about["households"] = population_.households_of_clan(number_).size();
        if (kind_ == SubjectKind::hamlet) {
            const auto& counts = model_.outcome().hamlets[number_];
            about["residents"] = counts.residents;
            about["households"] = counts.households;
        }
        if (kind_ == SubjectKind::person) place_person(about);
    }

    void place_person(json::object& about) {
        json::array households;
        db_.query(
            "SELECT m.household_id, h.book_no, m.relation, m.from_date FROM household_member AS m JOIN household AS h"
            " ON h.province_id = m.province_id AND h.household_id = m.household_id"
            " WHERE m.province_id = $1 AND m.person_id = $2 AND m.from_date <= $3 AND (m.to_date IS NULL OR m.to_date "
            "> $4)"
            " ORDER BY m.from_date, m.household_id",
            {province_, subject_, on_, on_}, [&](const store::Row& row) {
                households.push_back(
                    json::object{{"id", row.integer(0)},
                                 {"book_no", row.is_null(1) ? json::value() : json::value(row.text(1))},
                                 {"relation", relation_word(row.integer(2))},
                                 {"from_date", row.text(3)},
                                 {"counts_here", households.empty()}});
            });
        about["households"] = std::move(households);
        about["group"] = group_json(number_);
        about["schooling"] = schooling_word(population_.schooling(number_));
        about["revisions"] = revisions_json();
    }

    /// How the assessment came to be: each revision with the command it came from.
    json::array revisions_json() {
        json::array revisions;
        db_.query(
            "SELECT revision, corrects, reason, seq FROM assessment WHERE province_id = $1 AND year = $2 AND kind = $3"
            " AND subject_id = $4 ORDER BY revision",
            {province_, std::int64_t{model_.year()}, static_cast<std::int64_t>(kind_), subject_},
            [&](const store::Row& row) {
                revisions.push_back(
                    json::object{{"revision", row.integer(0)},
                                 {"corrects", row.is_null(1) ? json::value() : json::value(row.integer(1))},
                                 {"reason", row.is_null(2) ? json::value() : json::value(row.text(2))},
                                 {"seq", row.integer(3)}});
            });
        return revisions;
    }

    json::value group_json(std::uint32_t row) const {
        const auto& groups = model_.criteria().citizen.groups;
        const auto group = population_.group(row);
        if (group >= groups.size() || !has_assessment(row)) return nullptr;
        return json::object{{"code", groups[group].code}, {"name", words_json(groups[group].name)}};
    }

    bool has_assessment(std::uint32_t row) const {
        return population_.scores(Title::citizen, row) != no_scores || population_.schooling(row) != 0;
    }

    json::value head_of(std::int64_t household) {
        if (unlisted_.heads(household)) return nullptr;
        const auto name = db_.query_text(
            "SELECT p.full_name FROM household_member AS m JOIN person AS p"
            " ON p.province_id = m.province_id AND p.person_id = m.person_id"
            " WHERE m.province_id = $1 AND m.household_id = $2 AND m.relation = 1 AND m.from_date <= $3"
            " AND (m.to_date IS NULL OR m.to_date > $4) ORDER BY m.from_date LIMIT 1",
            {province_, household, on_, on_});
        return name ? json::value(*name) : json::value();
    }

    json::object clan_json(std::int64_t clan) {
        const auto name =
            db_.query_text("SELECT name FROM clan WHERE province_id = $1 AND clan_id = $2", {province_, clan});
        return {{"id", clan}, {"name", name.value_or("")}};
    }

    // -- the title, computed and recognised

    json::object title_json() {
        const State state = model_.state_of(kind_, number_);
        const TitleMark mark = model_.mark_of(kind_, number_);
        const int level = level_of(state);
        check(kind_ == SubjectKind::person ? true : all_met(findings_, std::max(1, level)) == (level >= 1),
              "an explanation says what the cascade says");
        const bool recognised = mark.state == TitleState::recognised;
        return {{"title", std::string(name_of(title()))},
                {"state", std::string(name_of(state))},
                {"computed", is_achieved(state)},
                {"level", level},
                {"levels", set().levels},
                {"recognised", mark.events == 0 ? json::value() : json::value(last_event())},
                {"contradiction", recognised && (!is_achieved(state) || mark.level > level)}};
    }

    json::object last_event() {
        json::object event;
        db_.query(
            "SELECT event, level, decision_id, reason, event_no FROM title_event WHERE province_id = $1 AND year = $2"
            " AND kind = $3 AND subject_id = $4 ORDER BY event_no DESC LIMIT 1",
            {province_, std::int64_t{model_.year()}, static_cast<std::int64_t>(kind_), subject_},
            [&](const store::Row& row) {
                event = {{"event", row.text(0)},
                         {"level", row.integer(1)},
                         {"decision", row.is_null(2) ? json::value() : decision_json(row.integer(2))},
                         {"reason", row.is_null(3) ? json::value() : json::value(row.text(3))},
                         {"events", row.integer(4)}};
            });
        return event;
    }

    json::value decision_json(std::int64_t decision) {
        json::value out;
        db_.query(
            "SELECT number, decided_on, signer, place_id FROM decision WHERE province_id = $1 AND decision_id = $2",
            {province_, decision}, [&](const store::Row& row) {
                out = json::object{{"id", decision},
                                   {"number", row.text(0)},
                                   {"date", row.text(1)},
                                   {"signer", row.text(2)},
                                   {"place", place_json(model_, row.integer(3))}};
            });
        return out;
    }

    // -- the rows behind

    json::array scores_json(const std::vector<Finding>& findings) const {
        json::array scores;
        for (const auto& f : findings) {
            if (f.kind != Finding::Kind::indicator) continue;
            scores.push_back(json::object{{"code", f.code},
                                          {"text", words_json(f.text)},
                                          {"value", f.points ? json::value(*f.points) : json::value()},
                                          {"max", f.most_points},
                                          {"at_least", f.asked},
                                          {"met", f.met}});
        }
        return scores;
    }

    json::array members_json() {
        json::array members;
        db_.query(
            "SELECT m.person_id, p.full_name, p.birth_year, p.sex, m.relation FROM household_member AS m JOIN person "
            "AS p"
            " ON p.province_id = m.province_id AND p.person_id = m.person_id"
            " WHERE m.province_id = $1 AND m.household_id = $2 AND m.from_date <= $3"
            " AND (m.to_date IS NULL OR m.to_date > $4) AND (p.died_on IS NULL OR p.died_on > $5)"
            " ORDER BY m.relation, p.birth_year, m.person_id, m.from_date",
            {province_, subject_, on_, on_, on_}, [&](const store::Row& row) {
                const auto id = row.integer(0);
                const auto number = population_.find_person(id);
                if (!number || (!members.empty() && members.back().as_object().at("id") == json::value(id))) return;
                json::object member{{"id", id},
                                    {"name", unlisted_.shown(id, row.text(1))},
                                    {"birth_year", row.integer(2)},
                                    {"sex", sex_word(row.integer(3))},
                                    {"relation", relation_word(row.integer(4))}};
                add_person(member, *number);
                members.push_back(std::move(member));
            });
        return members;
    }

    void add_person(json::object& member, std::uint32_t row) {
        const State state = model_.state_of(SubjectKind::person, row);
        const auto findings = findings_of(model_, Title::citizen, row);
        const auto total = std::ranges::find(findings, Finding::Kind::total, &Finding::kind);
        const bool scored = state != State::out_of_scope && state != State::not_assessed;
        const auto household = population_.household_of(row);
        member["state"] = name_of(state);
        member["counts_here"] = household == number_;
        member["schooling"] = schooling_word(population_.schooling(row));
        member["group"] = group_json(row);
        member["total"] =
            scored && total != findings.end() && total->points ? json::value(*total->points) : json::value();
        member["total_at_least"] = total != findings.end() ? json::value(total->asked) : json::value();
        member["computed"] = is_achieved(state);
        member["title"] = to_text(model_.mark_of(SubjectKind::person, row).state);
        member["scores"] = scored ? scores_json(findings) : json::array{};
        member["missing"] = words_array(person_missing(state, findings));
    }

    json::array households_json() {
        json::array households;
        for (const auto household : population_.households_of_clan(number_)) {
            if (households.size() >= 500) break;
            const auto id = population_.household_id(household);
            households.push_back(
                json::object{{"id", id},
                             {"head", head_of(id)},
                             {"hamlet", hamlet_json(model_, population_.hamlet_of_household(household))},
                             {"state", name_of(model_.outcome().families[household])}});
        }
        return households;
    }

    // -- what is missing

    std::vector<Words> person_missing(State state, const std::vector<Finding>& findings) const {
        const auto& scope = model_.criteria().citizen.scope;
        switch (state) {
            case State::out_of_scope:
                if (scope.to)
                    return {{fmt::format("Không thuộc độ tuổi đánh giá ({} đến {} tuổi).", scope.from, *scope.to),
                             fmt::format("Not of the age that is assessed ({} to {}).", scope.from, *scope.to)}};
                return {{fmt::format("Chưa đến độ tuổi đánh giá (từ {} tuổi).", scope.from),
                         fmt::format("Not yet of the age that is assessed ({} and over).", scope.from)}};
            case State::two_households:
                return {{"Đang có tên ở hai hộ; cần chốt một hộ rồi mới xét công nhận.",
                         "Entered in two households; settle on one before the title can be judged."}};
            case State::not_assessed:
                return {{fmt::format("Chưa được đánh giá năm {}.", model_.year()),
                         fmt::format("Not assessed yet in {}.", model_.year())}};
            default:
                return missing_words(findings, 1);
        }
    }

    json::array missing_json() const {
        const State state = model_.state_of(kind_, number_);
        if (kind_ == SubjectKind::person)
            return words_array(is_achieved(state) ? std::vector<Words>{} : person_missing(state, findings_));
        std::vector<Words> missing;
        if (state == State::not_assessed)
            missing.push_back({fmt::format("Chưa được đánh giá năm {}.", model_.year()),
                               fmt::format("Not assessed yet in {}.", model_.year())});
        const auto next_level = std::min(level_of(state) + 1, set().levels);
        const auto words = missing_words(findings_, next_level);
        missing.insert(missing.end(), words.begin(), words.end());
        return words_array(missing);
    }

    static json::array words_array(const std::vector<Words>& words) {
        json::array out;
        for (const auto& one : words) out.push_back(words_json(one));
        return out;
    }

    const Model& model_;
    const Population& population_;
    store::Connection& db_;
    std::int64_t province_;
    SubjectKind kind_;
    std::int64_t subject_;
    const people::Unlisted& unlisted_;
    std::string on_ = khuyenhoc::to_text(model_.on());
    std::uint32_t number_ = 0;
    std::vector<Finding> findings_;
};

}  // namespace

Result<json::object> explain_subject(const Model& model, store::Connection& db, std::int64_t province, SubjectKind kind,
                                     std::int64_t subject, const people::Unlisted& unlisted) {
    return Explanation(model, db, province, kind, subject, unlisted).make();
}

Result<json::object> Recognition::explain(SubjectKind kind, std::int64_t subject_id, int year) {
    const auto reader = machinery_->store.reader();
    return machinery_->read(year, [&](const Model& model) {
        return explain_subject(model, *reader, machinery_->province, kind, subject_id, people::Unlisted(*reader, machinery_->province, {}));
    });
}

std::vector<QueryLine> explanation_queries(Recognition& recognition) {
    struct Line {
        SubjectKind kind;
        std::string_view path, id, summary;
    };
    constexpr Line lines[] = {
        {SubjectKind::person, "/api/persons/{person_id}/explanation", "person_id",
         "Why a person is a Learning Citizen or not yet."},
        {SubjectKind::household, "/api/households/{household_id}/explanation", "household_id",
         "Why a household is a Learning Family or not yet."},
        {SubjectKind::clan, "/api/clans/{clan_id}/explanation", "clan_id", "Why a clan is a Learning Clan or not yet."},
        {SubjectKind::hamlet, "/api/hamlets/{hamlet_id}/explanation", "hamlet_id",
         "Why a hamlet is a Learning Community or not yet."},
        {SubjectKind::unit, "/api/units/{unit_id}/explanation", "unit_id", "Why a unit is a Learning Unit or not yet."},
    };
    std::vector<QueryLine> queries;
    for (const auto& line : lines)
        queries.push_back({.path = line.path,
                           .summary = line.summary,
                           .may = may_read(line.kind, line.id),
                           .parameters = {id_field(line.id), optional_year_field()},
                           .run = [&recognition, kind = line.kind, id = line.id](
                                      QueryContext& context, const json::object& parameters) -> Result<Answer> {
                               auto& machinery = recognition.machinery();
                               const auto year = year_asked(context.db, machinery.province, parameters);
                               if (!year) return std::unexpected(year.error());
                               const people::Unlisted unlisted(context.db, machinery.province, context.caller);
                               auto made = machinery.read(*year, [&](const Model& model) {
                                   return explain_subject(model, context.db, machinery.province, kind,
                                                          integer_in(parameters, id), unlisted);
                               });
                               if (!made) return std::unexpected(made.error());
                               return answer_of(std::move(*made));
                           }});
    return queries;
}

}  // namespace khuyenhoc::recognition
