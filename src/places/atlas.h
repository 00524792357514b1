// The atlas: every place of the store in memory, through time. Immutable; knows no people and no figures.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/store.h"

namespace khuyenhoc::places {

/// A stable number without meaning: the province's official code for a province (14), otherwise province * 10^12 + n.
/// An old commune and the new commune that took over its code are two places with two ids.
using PlaceId = std::int64_t;

enum class Kind { province, district, commune, hamlet, area };

/// "province", "district", "commune", "hamlet", "area".
std::string_view text_of(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

/// First day that counts, and first day that no longer counts (nothing while it lasts).
struct Period {
    Date from;
    std::optional<Date> to;
    bool holds(Date day) const { return from <= day && (!to || day < *to); }
};

struct PlaceName {
    Period period;
    std::string
        type;  ///< xa, phuong, thi_tran, huyen, thi_xa, thanh_pho, tinh, ban, tieu_khu, to_dan_pho, thon, lien_minh
    std::string name;     ///< without the type: "Quỳnh Nhai"
    std::string name_en;  ///< "Quynh Nhai"
};
struct PlaceCode {
    Period period;
    std::string scheme;  ///< "nso": the statistics office
    std::string code;    ///< with its leading zeros
};
struct PlaceParent {
    Period period;
    PlaceId parent = 0;
};
struct Measure {
    std::string measure;  ///< population, area_ha, population_published, area_ha_published
    Date as_of;
    std::int64_t value = 0;
    std::string source;
    std::optional<std::string> note;  ///< why it is not as published, when it is not; in Vietnamese
    std::optional<std::string> note_en;
};
struct Succession {
    PlaceId old_place = 0;
    PlaceId new_place = 0;
    Date on;
    std::string document;
};
/// Ten-thousandths of a degree (WGS 84).
struct Centre {
    std::int64_t lat_e4 = 0;
    std::int64_t lon_e4 = 0;
};

struct Place {
    PlaceId id = 0;
    Kind kind = Kind::commune;
    std::int64_t province = 0;
    Period period;
    std::vector<PlaceName> names;      ///< by date
    std::vector<PlaceCode> codes;      ///< by date
    std::vector<PlaceParent> parents;  ///< by date; virtual areas are parents too
    std::vector<std::string> aliases;  ///< other spellings in use
    std::vector<Measure> measures;
    std::optional<Centre> centre;
};

/// "Xã Quỳnh Nhai" or "Quynh Nhai Commune". A virtual area's name carries no type.
std::string full_name(const PlaceName& name, std::string_view language);

class Atlas {
public:
    /// Everything in the store. A few milliseconds for a province.
    static Atlas load(store::Connection& db);

    std::size_t size() const { return places_.size(); }
    std::span<const Place> places() const { return places_; }  ///< all of them, by id
    const Place* find(PlaceId id) const;  ///< nullptr when there is none
    const Place& get(PlaceId id) const;   ///< a Bug when there is none

    /// The name on that day; before the first and after the last, the nearest one known.
    const PlaceName& name(PlaceId id, Date on) const;
    std::string full_name(PlaceId id, Date on, std::string_view language = "vi") const;
    /// The statistics office's code on that day; "" when it had none. After the end of the place, its last one.
    std::string code(PlaceId id, Date on) const;

    /// The place that bore the code on that day. A code alone is ambiguous: 22 of Son La's 75 named another unit
    /// before.
    std::optional<PlaceId> by_code(std::string_view code, Date on) const;

    /// Places of that name on that day, in id order; several when the name is ambiguous. Written with diacritics
    /// ("Chiềng Ân") only that spelling matches if any place bears it; without, all that fold alike. A leading type
    /// ("xã", "phường", "bản", ...) narrows to it. Known variants of spelling match too. `within`: beneath that place.
    std::vector<PlaceId> by_name(std::string_view text, Date on, std::optional<PlaceId> within = std::nullopt,
                                 std::optional<Kind> kind = std::nullopt) const;

    /// One place from what people type: an id, a code or a name. Refuses with places.unknown, places.ambiguous (facts:
    /// count, and up to ten ids) or places.not_then (it exists, but not on that day). Bare digits of up to 5 are a code
    /// (4: a commune's that lost its leading zero in a spreadsheet), more an id.
    Result<PlaceId> resolve(std::string_view text, Date on, std::optional<PlaceId> within = std::nullopt,
                            std::optional<Kind> kind = std::nullopt) const;

    bool exists(PlaceId id, Date on) const;
    /// The place above in the administration (never a virtual area); nothing for a province.
    std::optional<PlaceId> parent(PlaceId id, Date on) const;
    /// Everything above, nearest first, up to the province.
    std::vector<PlaceId> chain(PlaceId id, Date on) const;
    /// The virtual areas it belongs to on that day.
    std::vector<PlaceId> areas_of(PlaceId id, Date on) const;
    /// Directly below, in the order of codes, then names. Virtual areas are not below a province here.
    std::vector<PlaceId> children(PlaceId id, Date on) const;
    /// Everything beneath (itself left out), each place before what is beneath it. Under a province its virtual areas
    /// come last, without what they hold (that is there already).
    std::vector<PlaceId> under(PlaceId id, Date on, std::optional<Kind> kind = std::nullopt) const;
    bool is_under(PlaceId id, PlaceId above, Date on) const;
    /// Communes and wards of a province (or below any place), in code order.
    std::vector<PlaceId> communes(PlaceId above, Date on) const { return under(above, on, Kind::commune); }
    std::vector<PlaceId> hamlets(PlaceId above, Date on) const { return under(above, on, Kind::hamlet); }
    /// The commune of a hamlet, or the commune itself.
    std::optional<PlaceId> commune_of(PlaceId id, Date on) const;

    std::vector<Succession> predecessors(PlaceId id) const;
    std::vector<Succession> successors(PlaceId id) const;
    /// What stands for it on that day: itself, or its successors (later) or predecessors (earlier), in id order.
    std::vector<PlaceId> as_of(PlaceId id, Date on) const;
    /// Places that share a border (known for the 75 units since July 2025), in id order.
    std::vector<PlaceId> neighbours(PlaceId id) const;

    /// The latest value not after `on`, or else the earliest.
    const Measure* measure(PlaceId id, std::string_view measure, Date on) const;

    std::vector<PlaceId> provinces() const;

private:
    struct Loader;
    struct Spelling {
        PlaceId place = 0;
        Period period;
        std::string type;
        std::string lower;  ///< lower case, with its diacritics
    };
    std::vector<PlaceId> children_of(PlaceId id, Date on, bool areas) const;
    void add_under(PlaceId id, Date on, std::optional<Kind> kind, std::vector<PlaceId>& out) const;
    std::vector<Spelling> spellings_like(std::string_view text) const;

    std::vector<Place> places_;  ///< by id
    std::unordered_map<PlaceId, std::size_t> index_;
    std::map<std::string, std::vector<std::pair<Period, PlaceId>>, std::less<>> by_code_;
    std::map<std::string, std::vector<Spelling>, std::less<>> by_folded_;
    std::unordered_map<PlaceId, std::vector<std::pair<Period, PlaceId>>> children_;
    std::vector<Succession> successions_;
    std::unordered_map<PlaceId, std::vector<PlaceId>> neighbours_;
};

}  // namespace khuyenhoc::places
