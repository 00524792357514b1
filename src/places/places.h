// Places through time: province, districts until mid-2025, communes and wards, hamlets, virtual areas; their names,
// codes with dates, parents, successions and measures. Known by almost all capabilities and knows none.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "capability/capability.h"
#include "places/atlas.h"
#include "store/store.h"

namespace khuyenhoc::places {

/// Son La's district level ended and its 200 communes became 75 on this day (resolution 1681/NQ-UBTVQH15).
inline constexpr Date two_levels_from{2025, 7, 1};

/// Owns the atlas in memory and keeps it in step with the store. Thread-safe.
class Places {
public:
    /// Keeps a reference to the store and reads nothing yet (the schema may not be there).
    explicit Places(store::Store& store) : store_(store) {}

    /// The atlas as last committed; what other programs commit is noticed within `most_behind`. Keep the pointer while
    /// working with it.
    std::shared_ptr<const Atlas> atlas() const;
    static constexpr std::chrono::milliseconds most_behind{250};
    /// Reads the store again. The commands of this capability do so after their commit.
    void reload();

private:
    void read() const;

    store::Store& store_;
    mutable std::mutex mutex_;
    mutable std::shared_ptr<const Atlas> atlas_;
    mutable std::string seen_;  ///< what told this atlas from earlier ones
    mutable std::chrono::steady_clock::time_point looked_;
};

/// A hamlet to add. `type` is ban, tieu_khu, to_dan_pho or thon; `commune` a commune or ward that exists on `from`.
struct NewHamlet {
    std::string type;
    std::string name;  ///< without the type: "Bó", "Ba Nhất 1", "5"
    PlaceId commune = 0;
    Date from;
};

/// Adds hamlets inside the caller's transaction; ids in the order given. For imports and the demo: reload `Places`
/// after the commit. Refuses the first bad one (`where`: "hamlets[3]") with places.bad_type, places.unknown,
/// places.not_a_commune, places.not_then, places.name_taken (same commune, type and name), and then nothing was added.
Result<std::vector<PlaceId>> add_hamlets(store::Connection& db, std::int64_t province,
                                         std::span<const NewHamlet> hamlets);

/// Loads the shipped facts of a province (Son La: 14) inside the caller's transaction; what is there already stays.
/// Answer: {"added": places, "places": in the file, "sha256": of the file}. Refuses places.no_facts and what the facts'
/// check refuses.
Result<json::object> load_facts(store::Connection& db, std::int64_t province);

/// A place as the pages and reports show it: {"id","code","kind","type","name","name_en","full_name","full_name_en"}
/// and "lat","lon" where known.
json::object describe(const Atlas& atlas, PlaceId id, Date on);

/// What a file of boundaries (GeoJSON or TopoJSON) would bring for the province's communes of that day; nothing is kept. Answer: {"on",
/// "sha256", "communes": how many there are, "matched": how many the file has, "code_property", "name_property" (which were looked at),
/// "without": [places], "nothing": [{"number","name"}] and "nothing_count" (features about none of them), "boundaries": for the body of
/// places.load_boundaries, "map": as /api/boundaries answers}. Refuses json.*, places.boundary_*.
Result<json::object> look_at_boundaries(const Atlas& atlas, PlaceId province, Date on, std::string_view bytes);

/// Commands places.load_facts {}, places.add_hamlet {name,type,commune,from_date}, places.add_hamlets {hamlets:[...]};
/// places.load_boundaries {source,valid_on,sha256,boundaries:[...]}, places.forget_boundaries {file_id};
/// queries /api/places, /api/places/find, /api/places/{place_id}, /api/boundaries; migrations, checks, refusals. `places` must outlive
/// it.
Table table(Places& places);

}  // namespace khuyenhoc::places
