// The door: counts, evaluations and campaigns of the years in memory.
#include "recognition/recognition.h"

#include "base/check.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/place_sums.h"
#include "recognition/what_if.h"

namespace khuyenhoc::recognition {

Recognition::Recognition(store::Store& store, std::int64_t province)
    : machinery_(std::make_unique<Machinery>(store, province)) {}
Recognition::~Recognition() = default;

std::int64_t Recognition::province() const { return machinery_->province; }
Result<void> Recognition::load(int year) { return machinery_->load(year); }
void Recognition::forget() { machinery_->forget(); }

PlaceSums::PlaceSums(const Model& model, const Outcome& outcome, Date on)
    : model_(model), outcome_(outcome), on_(on), hamlets_(model.hamlet_tallies(outcome)) {}

Tally PlaceSums::of(places::PlaceId place) const {
    Tally sum;
    for (const auto hamlet : model_.hamlets_under(place, on_)) sum += hamlets_[hamlet];
    sum += model_.unit_tally(model_.units_under(place, on_), outcome_);
    if (model_.atlas().get(place).kind == places::Kind::province) sum += model_.unplaced(hamlets_.back());
    return sum;
}

Result<CountsAnswer> Recognition::counts(std::int64_t place_id, int year, Date on) {
    return machinery_->read(year, [&](const Model& model) -> Result<CountsAnswer> {
        if (model.atlas().find(place_id) == nullptr || !model.atlas().exists(place_id, on))
            return refuse("recognition.unknown_place", "place_id");
        const PlaceSums sums(model, model.outcome(), on);
        CountsAnswer answer{{place_id, sums.of(place_id)}, {}};
        for (const auto child : model.atlas().children(place_id, on)) answer.below.push_back({child, sums.of(child)});
        return answer;
    });
}

namespace {

CriteriaUsed used(const CriteriaSet& set) {
    std::string document = set.document.number;
    if (set.document.date) document += (document.empty() ? "" : ", ") + khuyenhoc::to_text(*set.document.date);
    return {set.id,
            std::string(name_of(set.title)),
            set.name.vi,
            set.name.en,
            document,
            set.shows_illustrative(),
            std::string(1, set.document.confidence)};
}

}  // namespace

Result<Campaign> Recognition::campaign(int year) {
    const auto reader = machinery_->store.reader();
    Campaign campaign{.criteria = {}, .cut_off = {year, 12, 31}, .state = "none"};
    campaign.synthetic = is_synthetic(*reader, machinery_->province);
    const auto sets = find_campaign(*reader, machinery_->library, machinery_->province, year);
    if (!sets && sets.error().code == "recognition.no_campaign") return campaign;
    if (!sets) return std::unexpected(sets.error());
    campaign.state = sets->state;
    for (const auto title : all_titles) campaign.criteria.push_back(used(sets->criteria->of(title)));
    return campaign;
}

Result<Evaluation> Recognition::evaluate(int year, std::string_view sets) {
    json::array documents;
    if (!sets.empty()) {
        auto parsed = parse_json(sets, 32);
        if (!parsed) return std::unexpected(parsed.error());
        if (parsed->is_array()) documents = std::move(parsed->as_array());
        else documents.push_back(std::move(*parsed));
    }
    return machinery_->read(year, [&](const Model& model) -> Result<Evaluation> {
        auto criteria = criteria_with(model.criteria(), documents);
        if (!criteria) return std::unexpected(criteria.error());
        const auto rules = compile(*criteria, year);
        if (auto fit = fits(model.population(), rules); !fit) return std::unexpected(fit.error());
        Outcome outcome;
        khuyenhoc::recognition::evaluate(model.population(), rules, outcome, machinery_->pool);
        Evaluation evaluation{.year = year, .criteria = {}, .total = {}, .communes = {}};
        for (const auto title : all_titles) {
            evaluation.criteria.push_back(criteria->of(title).id);
            evaluation.illustrative |= criteria->of(title).shows_illustrative();
        }
        const PlaceSums sums(model, outcome, model.on());
        for (std::uint32_t c = 0; c < model.population().communes(); ++c) {
            const auto commune = model.population().commune_id(c);
            evaluation.communes.push_back({commune, sums.of(commune)});
            evaluation.total += evaluation.communes.back().counts;
        }
        evaluation.total += model.unplaced(sums.hamlets().back());
        return evaluation;
    });
}

}  // namespace khuyenhoc::recognition
