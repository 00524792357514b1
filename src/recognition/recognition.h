// Recognition of titles: campaigns, assessments, the cascade over the population in memory, decisions, explanations.
// Knows people and places; knows no figure dictionary, no money and no page.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/crypto.h"
#include "base/json.h"
#include "base/result.h"
#include "capability/capability.h"
#include "recognition/assessment.h"
#include "recognition/tally.h"
#include "store/store.h"

namespace khuyenhoc::recognition {

/// A place and the places directly under it on a date.
struct CountsAnswer {
    PlaceCounts own;
    std::vector<PlaceCounts> below;
};

/// A criteria set as the campaign of a year uses it.
struct CriteriaUsed {
    std::string id, title;  ///< "citizen-2022", "citizen"
    std::string name_vi, name_en;
    std::string document;  ///< number and date; "" when it has none
    bool illustrative = false;
    std::string confidence;  ///< O S N B U
};

struct Campaign {
    std::vector<CriteriaUsed> criteria;  ///< citizen, family, clan, community, unit
    Date cut_off;                        ///< persons and homes as of this day
    std::string state;                   ///< "open", "closed", or "none" when that year has no campaign
    bool synthetic = false;              ///< the database is a demo: invented people in real places
};

/// A full evaluation: the province and its communes on 31 December of the year.
struct Evaluation {
    int year = 0;
    bool illustrative = false;          ///< some value of the criteria used is not public and stands in for one
    std::vector<std::string> criteria;  ///< ids of the sets used: citizen, family, clan, community, unit
    Tally total;
    std::vector<PlaceCounts> communes;
};

/// The assessed population of one province, kept in memory by year and followed command by command.
/// Nothing is read until somebody asks. Thread-safe: readers share, a command's change takes microseconds.
/// The store is the truth: what other capabilities or other processes have changed is noticed at the next read and
/// loaded again; `forget` throws the memory away at any time.
class Recognition {
public:
    /// `store` is not owned and must outlive this. Reads nothing yet (the schema may not be there).
    explicit Recognition(store::Store& store, std::int64_t province = 14);
    ~Recognition();

    std::int64_t province() const;

    /// Loads the year now instead of at the first question. Refuses recognition.no_campaign.
    Result<void> load(int year);
    void forget();

    /// Counts of `place_id` and of the places directly under it on the date `on` (a hamlet, commune, district, province
    /// or area as it was then). Refuses recognition.no_campaign, recognition.unknown_place.
    Result<CountsAnswer> counts(std::int64_t place_id, int year, Date on);

    /// Never refuses for a year without a campaign: its state is "none".
    Result<Campaign> campaign(int year);

    /// Evaluates every row of the year anew with the campaign's criteria, or with `sets` (criteria documents as JSON
    /// texts: a set, or an array of sets) in place of the campaign's for their titles. Changes nothing.
    Result<Evaluation> evaluate(int year, std::string_view sets = {});

    /// The answer of POST /api/whatif: per commune under `place_id`, the counts of today beside those under `sets`.
    Result<json::object> what_if(std::int64_t place_id, int year, const json::array& sets);

    /// The answer of GET /api/{kind}/{id}/explanation.
    Result<json::object> explain(SubjectKind kind, std::int64_t subject_id, int year);

    /// Writes every input and result of the cascade as CSV files into `folder`, as sql_evaluator.h describes them.
    Result<void> export_cascade_input(int year, const std::string& folder);

    /// The keys that evidence is sealed with, the newest first: it seals, all open. Before anything is served.
    void keep_evidence_under(std::vector<Key> keys);
    /// The key that people's ethnic groups are sealed with; before anything is loaded.
    void open_ethnicity_with(const Key& key);
    /// Takes the bytes of an upload; the command recognition.add_evidence then keeps them: {"sha256","size_bytes"}.
    /// Refuses recognition.evidence_too_large, recognition.evidence_wrong_type.
    Result<json::object> receive_evidence(std::string bytes);

    struct Machinery;
    Machinery& machinery() { return *machinery_; }  ///< for the files of this folder only

private:
    std::unique_ptr<Machinery> machinery_;
};

/// Commands recognition.*, queries, checks, migrations and refusals. `recognition` must outlive the table.
Table table(Recognition& recognition);

}  // namespace khuyenhoc::recognition
