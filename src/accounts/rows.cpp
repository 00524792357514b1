#include "accounts/rows.h"

#include "base/check.h"

namespace khuyenhoc::accounts {

namespace {

constexpr std::int64_t ids_of_a_province = 1'000'000'000'000;

Grant grant_from(const store::Row& row) {
    const auto role = parse_role(row.text(2));
    check(role.has_value(), "a kept role is one of ours");
    return {row.integer(0), row.integer(1), *role, row.integer(3), row.optional_integer(4).value_or(0), row.optional_integer(5).value_or(0),
            row.optional_integer(6).value_or(0)};
}

}  // namespace

std::int64_t province_of(std::int64_t id) { return id < ids_of_a_province ? id : id / ids_of_a_province; }

std::vector<Grant> grants_of(store::Connection& db, std::int64_t account, Date today) {
    std::vector<Grant> grants;
    const std::string day = to_text(today);
    db.query("SELECT grant_id, account_id, role, for_province, place_id, unit_id, household_id FROM account_grant WHERE account_id = $1"
             " AND from_date <= $2 AND (to_date IS NULL OR to_date > $3) ORDER BY grant_id",
             {account, day, day}, [&](const store::Row& row) { grants.push_back(grant_from(row)); });
    return grants;
}

std::optional<Grant> find_grant(store::Connection& db, std::int64_t grant, Date today) {
    std::optional<Grant> found;
    const std::string day = to_text(today);
    db.query("SELECT grant_id, account_id, role, for_province, place_id, unit_id, household_id FROM account_grant WHERE grant_id = $1"
             " AND from_date <= $2 AND (to_date IS NULL OR to_date > $3)",
             {grant, day, day}, [&](const store::Row& row) { found = grant_from(row); });
    return found;
}

std::optional<std::int64_t> place_of(store::Connection& db, const Grant& grant, Date today) {
    if (grant.place != 0) return grant.place;
    const std::string day = to_text(today);
    if (grant.unit != 0)
        return db.query_integer("SELECT commune_id FROM unit WHERE province_id = $1 AND unit_id = $2", {grant.province, grant.unit});
    return db.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2 AND from_date <= $3"
                            " ORDER BY from_date DESC LIMIT 1",
                            {grant.province, grant.household, day});
}

std::optional<AccountRow> find_account(store::Connection& db, std::int64_t account) {
    std::optional<AccountRow> found;
    db.query("SELECT account_id, login, name, is_demo, to_date FROM account WHERE account_id = $1", {account}, [&](const store::Row& row) {
        found = AccountRow{row.integer(0), std::string(row.text(1)), std::string(row.text(2)), row.integer(3) == 1, !row.is_null(4)};
    });
    return found;
}

bool has_accounts(store::Connection& db) { return db.query_integer("SELECT 1 FROM account WHERE is_demo = 0 LIMIT 1").has_value(); }

json::object describe(store::Connection& db, const places::Atlas& atlas, const Grant& grant, Date today) {
    json::object out{{"grant_id", grant.id}, {"role", text_of(grant.role)}, {"place", nullptr}, {"unit", nullptr}, {"household", nullptr}, {"province", grant.province}};
    if (grant.place != 0 && atlas.find(grant.place) != nullptr)
        out["place"] = json::object{{"id", grant.place}, {"name", atlas.full_name(grant.place, today)}, {"name_en", atlas.full_name(grant.place, today, "en")},
                                   {"kind", places::text_of(atlas.get(grant.place).kind)}};
    if (grant.unit != 0) {
        const auto name = db.query_text("SELECT name FROM unit WHERE province_id = $1 AND unit_id = $2", {grant.province, grant.unit});
        out["unit"] = json::object{{"id", grant.unit}, {"name", name.value_or("")}};
    }
    if (grant.household != 0) {
        // Named by its number in the hamlet's book: the names of its people are on its own page.
        const auto book = db.query_text("SELECT book_no FROM household WHERE province_id = $1 AND household_id = $2 AND book_no IS NOT NULL",
                                        {grant.province, grant.household});
        const auto hamlet = place_of(db, grant, today);
        const auto named = [&](std::string_view numbered, std::string_view without, std::string_view language) {
            const std::string where = hamlet && atlas.find(*hamlet) != nullptr ? ", " + atlas.full_name(*hamlet, today, language) : "";
            return (book ? std::string(numbered) + *book : std::string(without)) + where;
        };
        out["household"] = json::object{{"id", grant.household}, {"name", named("Hộ số ", "Hộ", "vi")}, {"name_en", named("Household ", "Household", "en")}};
    }
    return out;
}

json::array demo_accounts(store::Connection& db, const places::Atlas& atlas, Date today) {
    json::array list;
    db.query("SELECT account_id, login, name FROM account WHERE is_demo = 1 AND to_date IS NULL ORDER BY account_id", {}, [&](const store::Row& row) {
        const auto grants = grants_of(db, row.integer(0), today);
        if (grants.empty()) return;
        auto said = describe(db, atlas, grants.front(), today);
        json::value place = nullptr;
        for (const char* seat : {"place", "unit", "household"})
            if (said.at(seat).is_object()) place = said.at(seat).at("name");
        list.push_back(json::object{{"login", row.text(1)}, {"role", said.at("role")}, {"name", row.text(2)}, {"place", place}});
    });
    return list;
}

}  // namespace khuyenhoc::accounts
