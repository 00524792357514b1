// Who may use a line of a table: which roles, what kind of data it holds, and what a request is about. It is decided in the
// line's `may` column and nowhere else. Knows no account and no place: whoever keeps accounts holds requests to it.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "store/store.h"

namespace khuyenhoc {

/// What someone does in the movement. A role is held at a place (with everything under it), at a unit, or in a household.
enum class Role : std::uint8_t {
    administrator,    ///< keeps accounts and the installation; sees no person's record
    secretary,        ///< of the province's association
    commune_officer,
    hamlet_head,      ///< heads the chapter of a hamlet
    unit_officer,     ///< keeps one unit's people
    treasurer,
    council_member,   ///< of the council that decides on titles
    centre_manager,   ///< of a community learning centre
    teacher,
    auditor,          ///< reads everything, changes nothing
    citizen,          ///< of one household
};
inline constexpr int role_count = 11;

/// "administrator", "commune_officer", ...
std::string_view text_of(Role role);
std::optional<Role> parse_role(std::string_view text);

/// A set of roles.
class Roles {
public:
    constexpr Roles() = default;
    constexpr Roles(std::initializer_list<Role> roles) {
        for (const Role role : roles) bits_ |= bit(role);
    }
    constexpr bool contains(Role role) const { return (bits_ & bit(role)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr Roles operator|(Roles other) const {
        Roles both;
        both.bits_ = bits_ | other.bits_;
        return both;
    }
    bool operator==(const Roles&) const = default;

private:
    static constexpr std::uint32_t bit(Role role) { return 1u << static_cast<int>(role); }
    std::uint32_t bits_ = 0;
};

/// The usual sets. Whoever is in none of a line's roles is refused, whatever the place.
namespace roles {
/// Who works with people's records.
inline constexpr Roles keepers{Role::secretary, Role::commune_officer, Role::hamlet_head};
/// Who decides on titles.
inline constexpr Roles deciders{Role::secretary, Role::council_member};
/// Who reads people's records.
inline constexpr Roles readers = keepers | deciders | Roles{Role::auditor};
/// Who acts for a whole province.
inline constexpr Roles province{Role::secretary};
}  // namespace roles

/// The furthest that a line's data go. Reading personal data is noted; sensitive data are given for a reason that is noted too.
enum class Access : std::uint8_t { open, personal, sensitive };

/// What a request is about. All of it must lie within what the caller's role covers. Places may be of any kind; whoever
/// names a household, person or unit adds the place it belongs to. Nothing at all: the province as a whole.
struct About {
    std::vector<std::int64_t> places = {};
    std::vector<std::int64_t> households = {};  ///< for a citizen, whose role covers one
    std::vector<std::int64_t> persons = {};
    std::vector<std::int64_t> units = {};       ///< for a unit officer, whose role covers one
};

/// Finds what a request is about from its fields (checked by then). A thing that is not there is refused exactly as one that
/// is elsewhere, with `not_covered`, so that nobody learns by asking which ids exist.
using FindAbout = std::function<Result<About>(store::Connection& db, std::int64_t province, const json::object& fields)>;
std::unexpected<Refusal> not_covered();

struct May {
    enum class Who : std::uint8_t { nobody, anyone, signed_in, roles };
    Who who = Who::nobody;  ///< a line without a rule is closed
    Roles roles = {};
    Access access = Access::open;
    FindAbout about = {};              ///< empty: nothing in the request has a place
    std::string_view own_place = {};   ///< a place field that is filled with the caller's own place when it is left out
    bool whole_province = false;       ///< without `about`: only a role that covers the whole province
};

/// Public: without signing in.
May anyone();
/// Whoever is signed in, about themselves.
May signed_in();
/// These roles, for what `about` finds.
May only(Roles roles, Access access, FindAbout about);
/// These roles at the place that `place_field` names; left out (when the line lets it), at the caller's own place.
May around(Roles roles, Access access, std::string_view place_field);
/// These roles where they cover the whole province.
May whole_province(Roles roles, Access access);
/// These roles wherever they are held: nothing in the request has a place (a template, a draft of one's own).
May anywhere(Roles roles, Access access);

/// For the reference: "anyone", "signed in", "secretary, auditor (personal)".
std::string text_of(const May& may);

/// Who sends a request. Account 0: nobody signed in, or the program itself.
struct Caller {
    std::int64_t account = 0;
    std::int64_t session = 0;
    std::string actor = "system";  ///< stable, in the journal: "a" + account, or "system"
    Role role = Role::citizen;     ///< under which it was let through; meaningless for account 0
    std::int64_t place = 0;        ///< what that role covers: a place, unit or household
};

}  // namespace khuyenhoc
