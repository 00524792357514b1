// A hamlet's sheet: rows of it saved all or none, last year's copied as a starting point, copies confirmed.
#include <map>
#include <unordered_set>

#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/origin.h"
#include "recognition/said.h"

namespace khuyenhoc::recognition {

namespace {

using Kind = Field::Kind;

constexpr std::int64_t most_rows = 1000;

struct Saved {
    std::int64_t recorded = 0, corrected = 0, unchanged = 0;
    json::array rows = {};
    YearChanges changes;
};

/// One row of a sheet: recorded when it is the first, corrected when it differs, confirmed when it does not.
Result<void> save_row(CommandContext& context, AssessmentWriter& writer, const CriteriaSet& set, SubjectKind kind,
                      const json::object& row, const std::string& where, const std::string& reason, Saved& saved) {
    const int year = saved.changes.year;
    const auto subject = integer_in(row, "subject_id");
    const auto before = find_assessment(context.db, context.province, year, kind, subject);
    int revision = before ? before->revision : 0;
    Said said;
    said.subject = subject;
    if (before)
        said = {subject, static_cast<std::uint8_t>(before->population_group),
                static_cast<std::uint8_t>(before->schooling), before->scores, no_scores};
    else if (!exists(context.db, context.province, kind, subject))
        return refuse("recognition.unknown_subject", where + "subject_id", {{"kind", std::string(to_text(kind))}});
    if (const auto taken = take(said, kind, set, row, where); !taken) return taken;
    const bool same = before && before->criteria_id == set.id && said.group == before->population_group &&
                      said.schooling == before->schooling && said.text == before->scores;
    if (same) {
        confirm_copied(context, year, kind, subject, revision);
        ++saved.unchanged;
    } else {
        if (integer_in(row, "seen") != revision)
            return refuse("recognition.corrected_meanwhile", where + "seen", {{"revision", std::to_string(revision)}});
        if (before && reason.empty()) return refuse("recognition.reason_needed", "reason");
        Assessment fact = row_of(kind, year, set, said);
        fact.revision = revision + 1;
        fact.corrects = revision;
        if (before) fact.reason = reason;
        writer.add(fact);
        if (before) leave_copied(context, year, kind, subject, revision);
        saved.changes.assessments.push_back(change_of(kind, said));
        ++(before ? saved.corrected : saved.recorded);
        ++revision;
    }
    saved.rows.push_back(
        json::object{{"kind", std::string(to_text(kind))}, {"subject_id", subject}, {"revision", revision}});
    return {};
}

Result<json::value> save_sheet(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto criteria = open_criteria(recognition, context, year);
    if (!criteria) return std::unexpected(criteria.error());
    AssessmentWriter writer(context.db, context.province, context.seq);
    Saved saved{.changes = {.year = year}};
    const std::string reason = text_in_or(body, "reason", "");
    const auto& rows = field(body, "rows").as_array();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i].as_object();
        const auto kind = *parse_subject_kind(text_in(row, "kind"));
        const auto done = save_row(context, writer, (*criteria)->of(title_of(kind)), kind, row,
                                   "rows[" + std::to_string(i) + "].", reason, saved);
        if (!done) return std::unexpected(done.error());
    }
    recognition.machinery().follow_after_commit(context, "recognition.save_sheet", std::move(saved.changes));
    return json::object{{"recorded", saved.recorded},
                        {"corrected", saved.corrected},
                        {"unchanged", saved.unchanged},
                        {"rows", std::move(saved.rows)}};
}

// -- copying

struct Candidate {
    SubjectKind kind;
    std::int64_t subject;
    bool in_scope;  ///< a person whose scores count
};

/// Everyone and everything of the hamlet, by kind.
Result<std::vector<Candidate>> candidates(const Model& model, std::int64_t hamlet,
                                          const std::vector<SubjectKind>& kinds) {
    const auto number = model.population().find_hamlet(hamlet);
    if (!number) return refuse("recognition.unknown_place", "hamlet_id");
    const auto& rules = model.outcome().rules;
    std::vector<Candidate> all;
    for (const auto kind : kinds)
        model.each_in_hamlet(kind, *number, [&](std::uint32_t one) {
            bool in_scope = true;
            if (kind == SubjectKind::person) {
                const int born = model.population().birth_year(one);
                in_scope = born >= rules.birth_from && born <= rules.birth_to;
            }
            all.push_back({kind, model.id_of(kind, one), in_scope});
        });
    return all;
}

bool same_indicators(const CriteriaSet& a, const CriteriaSet& b) {
    return std::ranges::equal(a.indicators, b.indicators, [](const Indicator& x, const Indicator& y) {
        return x.code == y.code && x.max == y.max && x.kind == y.kind;
    });
}

std::uint8_t group_in(const CriteriaSet& now, const CriteriaSet& then, int group) {
    if (group < 0 || static_cast<std::size_t>(group) >= then.groups.size()) return 0;
    const auto found = std::ranges::find(now.groups, then.groups[static_cast<std::size_t>(group)].code, &Group::code);
    return found == now.groups.end() ? std::uint8_t{0} : static_cast<std::uint8_t>(found - now.groups.begin());
}

/// What last year says of one subject, if it is of use this year.
std::optional<Said> last_year_of(CommandContext& context, int year, const Candidate& one, const CriteriaSet& now,
                                 const CriteriaSet& then) {
    if (find_assessment(context.db, context.province, year, one.kind, one.subject)) return std::nullopt;
    const auto last = find_assessment(context.db, context.province, year - 1, one.kind, one.subject);
    if (!last || last->criteria_id != then.id) return std::nullopt;
    Said said{one.subject, 0, static_cast<std::uint8_t>(last->schooling), last->scores, no_scores};
    if (one.kind == SubjectKind::person) {
        said.group = group_in(now, then, last->population_group);
        if (one.in_scope ? said.text.empty() : said.schooling == 0) return std::nullopt;
    } else if (said.text.empty()) return std::nullopt;
    const auto scores = decode_scores(said.text, now);
    if (!scores) return std::nullopt;
    said.scores = *scores;
    return said;
}

std::vector<SubjectKind> kinds_in(const json::object& body) {
    std::vector<SubjectKind> kinds;
    for (const auto& word : texts_in(body, "kinds").value_or(std::vector<std::string>{"person", "household", "hamlet"}))
        if (const auto kind = *parse_subject_kind(word); std::ranges::find(kinds, kind) == kinds.end())
            kinds.push_back(kind);
    return kinds;
}

Result<json::value> copy_last_year(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto hamlet = integer_in(body, "hamlet_id");
    const auto now = open_criteria(recognition, context, year);
    if (!now) return std::unexpected(now.error());
    const auto then = find_campaign(context.db, recognition.machinery().library, context.province, year - 1);
    if (!then) return std::unexpected(then.error());
    const auto kinds = kinds_in(body);
    for (const auto kind : kinds)
        if (!same_indicators((*now)->of(title_of(kind)), then->criteria->of(title_of(kind))))
            return refuse("recognition.indicators_differ", "kinds", {{"criteria", (*now)->of(title_of(kind)).id}});
    const auto all = recognition.machinery().read_inside(
        context, year, [&](const Model& model) { return candidates(model, hamlet, kinds); });
    if (!all) return std::unexpected(all.error());
    std::unordered_set<std::int64_t> except;
    for (const auto left : integers_in(body, "except").value_or(std::vector<std::int64_t>{})) except.insert(left);
    AssessmentWriter writer(context.db, context.province, context.seq);
    YearChanges changes{.year = year};
    std::map<std::string_view, std::int64_t> copied;
    for (const auto& one : *all) {
        if (except.contains(one.subject)) continue;
        const auto& set = (*now)->of(title_of(one.kind));
        const auto said = last_year_of(context, year, one, set, then->criteria->of(title_of(one.kind)));
        if (!said) continue;
        writer.add(row_of(one.kind, year, set, *said));
        mark_copied(context, year, one.kind, one.subject, year - 1, hamlet);
        changes.assessments.push_back(change_of(one.kind, *said));
        ++copied[to_text(one.kind)];
    }
    if (writer.written() == 0)
        return refuse("recognition.nothing_to_copy", "hamlet_id", {{"year", std::to_string(year - 1)}});
    add_to_sheet(context, year, hamlet, writer.written(), 0);
    recognition.machinery().follow_after_commit(context, "recognition.copy_last_year", std::move(changes));
    json::object counts;
    for (const auto& [kind, n] : copied) counts[kind] = n;
    return json::object{{"from_year", year - 1}, {"copied", std::move(counts)}};
}

Result<json::value> confirm(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    if (const auto open = open_criteria(recognition, context, year); !open) return std::unexpected(open.error());
    const auto kind = *parse_subject_kind(text_in(body, "kind"));
    const auto subjects = integers_in(body, "subjects");
    std::int64_t confirmed = 0;
    for (const auto subject : *subjects)
        if (const auto newest = find_assessment(context.db, context.province, year, kind, subject))
            confirmed += confirm_copied(context, year, kind, subject, newest->revision);
    if (confirmed == 0) return refuse("recognition.nothing_to_confirm", "subjects");
    recognition.machinery().follow_after_commit(context, "recognition.confirm_copied", {.year = year});
    return json::object{{"confirmed", confirmed}};
}

}  // namespace

CommandLine save_sheet_line(Recognition& recognition) {
    std::vector<Field> row = {kind_field(),
                              {.name = "seen",
                               .kind = Kind::integer,
                               .least = 0,
                               .most = 1'000'000,
                               .note = "The newest revision the writer has seen; 0 for none."}};
    for (auto& f : assessment_fields()) row.push_back(std::move(f));
    return {
        .name = "recognition.save_sheet",
        .summary =
            "Save rows of a hamlet's sheet, all or none: first ones are recorded, others corrected, equal ones"
            " left (and confirmed, when they were copied).",
        .may = only(roles::keepers, Access::personal, about_rows()),
        .fields = {year_field(),
                   {.name = "reason",
                    .required = false,
                    .least = 1,
                    .most = 500,
                    .note = "Why rows that were recorded before are corrected."},
                   {.name = "rows", .kind = Kind::objects, .least = 1, .most = most_rows, .inside = std::move(row)}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return save_sheet(recognition, c, b); }};
}

CommandLine copy_last_year_line(Recognition& recognition) {
    return {
        .name = "recognition.copy_last_year",
        .summary =
            "Copy last year's assessments of a hamlet where there is none yet, marked as copied until the hamlet"
            " has looked at them.",
        .may = around(roles::keepers, Access::personal, "hamlet_id"),
        .fields = {year_field(),
                   id_field("hamlet_id"),
                   {.name = "kinds",
                    .kind = Kind::texts,
                    .required = false,
                    .least = 1,
                    .most = 4,
                    .one_of = {"person", "household", "clan", "hamlet"},
                    .note = "Persons, households and the hamlet when left out."},
                   {.name = "except",
                    .kind = Kind::integers,
                    .required = false,
                    .least = 0,
                    .most = 20'000,
                    .note = "Ids of subjects to leave out."}},
        .run = [&recognition](CommandContext& c, const json::object& b) { return copy_last_year(recognition, c, b); }};
}

CommandLine confirm_copied_line(Recognition& recognition) {
    return {.name = "recognition.confirm_copied",
            .summary = "Say that copied assessments are true this year too.",
            .may = only(roles::keepers, Access::personal, about_subject("subjects")),
            .fields = {year_field(),
                       kind_field(),
                       {.name = "subjects", .kind = Kind::integers, .least = 1, .most = 20'000}},
            .run = [&recognition](CommandContext& c, const json::object& b) { return confirm(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
