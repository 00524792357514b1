#include "recognition/two_people.h"

#include <fmt/format.h>

#include <map>
#include <unordered_map>

namespace khuyenhoc::recognition {

namespace {

constexpr std::string_view everything = "system";

/// Thousands of titles are decided at once: so many are looked up by one statement, the last one's filled up.
constexpr std::size_t at_once = 200;

std::string proposals_of(std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += fmt::format("{}${}", i == 0 ? "" : ", ", i + 4);
    return "SELECT subject_id, event_no, seq FROM title_event WHERE province_id = $1 AND year = $2 AND kind = $3 AND subject_id IN (" + list + ")";
}

/// The commands of a journal that this command's actor sent, as far as they were asked about.
class OwnCommands {
public:
    explicit OwnCommands(CommandContext& context) : context_(context) {}
    bool contain(std::int64_t seq) {
        const auto [known, is_new] = known_.try_emplace(seq, false);
        if (is_new)
            known->second = context_.db.query_text("SELECT actor FROM journal WHERE province_id = $1 AND seq = $2", {context_.province, seq}) == context_.actor;
        return known->second;
    }

private:
    CommandContext& context_;
    std::map<std::int64_t, bool> known_;
};

std::int64_t count_own(CommandContext& context, int year, SubjectKind kind, std::span<const TitleChange* const> titles, store::Statement& statement,
                       OwnCommands& own) {
    std::unordered_map<std::int64_t, std::int64_t> proposal;  // the event before the one that is coming
    std::vector<store::Parameter> parameters{context.province, std::int64_t{year}, static_cast<std::int64_t>(kind)};
    for (const auto* title : titles) {
        proposal.emplace(title->subject, title->mark.events - 1);
        parameters.emplace_back(title->subject);
    }
    parameters.resize(at_once + 3, parameters.back());
    std::int64_t count = 0;
    std::vector<std::int64_t> seqs;
    statement.start(parameters);
    while (const store::Row* row = statement.step())
        if (proposal.at(row->integer(0)) == row->integer(1)) seqs.push_back(row->integer(2));
    for (const auto seq : seqs) count += own.contain(seq) ? 1 : 0;
    return count;
}

}  // namespace

Result<void> proposed_by_others(CommandContext& context, int year, std::span<const TitleChange> titles) {
    if (context.actor == everything) return {};
    std::map<SubjectKind, std::vector<const TitleChange*>> by_kind;
    for (const auto& title : titles) by_kind[title.kind].push_back(&title);
    const auto statement = context.db.prepare(proposals_of(at_once));
    OwnCommands own(context);
    std::int64_t count = 0;
    for (const auto& [kind, all] : by_kind)
        for (std::size_t from = 0; from < all.size(); from += at_once)
            count += count_own(context, year, kind, std::span(all).subspan(from, std::min(at_once, all.size() - from)), *statement, own);
    if (count > 0) return refuse("recognition.same_person", "place_id", {{"count", std::to_string(count)}});
    return {};
}

Result<void> answered_by_another(CommandContext& context, std::int64_t appeal) {
    if (context.actor == everything) return {};
    const auto own = context.db.query_integer(
        "SELECT 1 FROM appeal AS a JOIN journal AS j ON j.province_id = a.province_id AND j.seq = a.seq"
        " LEFT JOIN title_event AS e ON e.province_id = a.province_id AND e.year = a.year AND e.kind = a.kind"
        " AND e.subject_id = a.subject_id AND e.event_no = a.event_no"
        " LEFT JOIN journal AS k ON k.province_id = e.province_id AND k.seq = e.seq"
        " WHERE a.province_id = $1 AND a.appeal_id = $2 AND (j.actor = $3 OR k.actor = $4)",
        {context.province, appeal, std::string_view(context.actor), std::string_view(context.actor)});
    if (own) return refuse("recognition.own_appeal", "appeal_id");
    return {};
}

}  // namespace khuyenhoc::recognition
