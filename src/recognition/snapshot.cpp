// Freezing the figures of a closed year: every number of every place, as it stood at one point of the journal.
#include "recognition/fields.h"
#include "recognition/lines.h"
#include "recognition/machinery.h"
#include "recognition/place_sums.h"

namespace khuyenhoc::recognition {

namespace {

struct Frozen {
    std::string criteria;
    std::vector<PlaceCounts> places;  ///< the province, its communes, their hamlets
};

Frozen freeze(const Model& model, std::int64_t province) {
    const PlaceSums sums(model, model.outcome(), model.on());
    Frozen frozen;
    json::object criteria;
    for (const auto title : all_titles) criteria[name_of(title)] = model.criteria().of(title).id;
    frozen.criteria = canonical_json(criteria);
    frozen.places.push_back({province, sums.of(province)});
    const auto& population = model.population();
    for (std::uint32_t c = 0; c < population.communes(); ++c)
        frozen.places.push_back({population.commune_id(c), sums.of(population.commune_id(c))});
    for (std::uint32_t h = 0; h < population.hamlets(); ++h)
        frozen.places.push_back({population.hamlet_id(h), sums.hamlets()[h]});
    return frozen;
}

struct JournalEnd {
    std::int64_t seq = 0;
    std::string hash;
};

JournalEnd journal_end(CommandContext& context) {
    JournalEnd end;
    context.db.query("SELECT seq, hash FROM journal WHERE province_id = $1 ORDER BY seq DESC LIMIT 1",
                     {context.province}, [&](const store::Row& row) {
                         end = {row.integer(0), std::string(row.text(1))};
                     });
    return end;
}

Result<json::value> freeze_snapshot(Recognition& recognition, CommandContext& context, const json::object& body) {
    const int year = year_in(body);
    const auto frozen = recognition.machinery().read_inside(context, year, [&](const Model& model) -> Result<Frozen> {
        if (model.campaign().state != "closed")
            return refuse("recognition.campaign_open", "year", {{"year", std::to_string(year)}});
        return freeze(model, context.province);
    });
    if (!frozen) return std::unexpected(frozen.error());
    const auto end = journal_end(context);
    const auto id = store::draw_ids(context.db, context.province, "snapshot", 1);
    context.db.run(
        "INSERT INTO snapshot(province_id, snapshot_id, year, taken_on, criteria, journal_seq, journal_hash, seq)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        {context.province, id, std::int64_t{year}, khuyenhoc::to_text(context.today), frozen->criteria, end.seq,
         end.hash, context.seq});
    const auto insert = context.db.prepare(
        "INSERT INTO snapshot_count(province_id, snapshot_id, place_id, measure, n) VALUES ($1, $2, $3, $4, $5)");
    std::int64_t numbers = 0;
    for (const auto& place : frozen->places)
        for (const auto& measure : counted_measures()) {
            const auto n = measure.of(place.counts);
            if (n == 0) continue;
            insert->add({context.province, id, place.place, measure.name, n});
            ++numbers;
        }
    recognition.machinery().follow_after_commit(context, "recognition.freeze_snapshot", {.year = year});
    return json::object{{"snapshot_id", id},
                        {"year", year},
                        {"places", frozen->places.size()},
                        {"numbers", numbers},
                        {"journal_seq", end.seq}};
}

}  // namespace

CommandLine freeze_snapshot_line(Recognition& recognition) {
    return {
        .name = "recognition.freeze_snapshot",
        .summary = "Freeze every count of a closed year, by province, commune and hamlet.",
        .may = whole_province(roles::province, Access::open),
        .fields = {year_field()},
        .run = [&recognition](CommandContext& c, const json::object& b) { return freeze_snapshot(recognition, c, b); }};
}

}  // namespace khuyenhoc::recognition
