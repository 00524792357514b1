// One account a role, without passwords: whoever tries the demo on this machine signs in by name.
#include "demo/accounts.h"

#include <algorithm>

#include "accounts/accounts.h"

namespace khuyenhoc::demo {

namespace {

/// The first of the demo, by id, so that the commune holds the hamlet and the hamlet the household.
struct Seats {
    std::int64_t province = 0, commune = 0, hamlet = 0, unit = 0, household = 0;
};

Result<Seats> seats_of(store::Connection& db, const places::Atlas& atlas, std::int64_t province, Date today) {
    Seats seats{.province = province};
    seats.household = db.query_integer("SELECT min(household_id) FROM household WHERE province_id = $1 AND to_date IS NULL", {province}).value_or(0);
    seats.hamlet = db.query_integer("SELECT hamlet_id FROM household_home WHERE province_id = $1 AND household_id = $2 AND to_date IS NULL LIMIT 1",
                                    {province, seats.household})
                       .value_or(0);
    if (seats.hamlet == 0) return refuse("demo.not_empty");
    seats.commune = atlas.commune_of(seats.hamlet, today).value_or(0);
    seats.unit = db.query_integer("SELECT min(unit_id) FROM unit WHERE province_id = $1 AND commune_id = $2", {province, seats.commune}).value_or(0);
    if (seats.unit == 0) seats.unit = db.query_integer("SELECT min(unit_id) FROM unit WHERE province_id = $1", {province}).value_or(0);
    return seats;
}

std::vector<accounts::NewAccount> accounts_at(const Seats& at) {
    const auto place = [&](Role role, std::int64_t id) { return accounts::Grant{.role = role, .province = at.province, .place = id}; };
    return {{"quantri", "Quản trị (mẫu)", place(Role::administrator, at.province), true},
            {"thuky", "Thư ký Tỉnh hội (mẫu)", place(Role::secretary, at.province), true},
            {"canbo.xa", "Cán bộ xã (mẫu)", place(Role::commune_officer, at.commune), true},
            {"chihoi", "Chi hội trưởng (mẫu)", place(Role::hamlet_head, at.hamlet), true},
            {"donvi", "Phụ trách đơn vị (mẫu)", {.role = Role::unit_officer, .province = at.province, .unit = at.unit}, true},
            {"thuquy", "Thủ quỹ (mẫu)", place(Role::treasurer, at.province), true},
            {"hoidong", "Ủy viên hội đồng (mẫu)", place(Role::council_member, at.commune), true},
            {"trungtam", "Giám đốc trung tâm học tập cộng đồng (mẫu)", place(Role::centre_manager, at.commune), true},
            {"giaovien", "Giáo viên (mẫu)", place(Role::teacher, at.commune), true},
            {"kiemtra", "Kiểm tra (mẫu)", place(Role::auditor, at.province), true},
            {"congdan", "Công dân (mẫu)", {.role = Role::citizen, .province = at.province, .household = at.household}, true}};
}

}  // namespace

Result<json::value> add_accounts(CommandContext& context) {
    if (!context.db.query_integer("SELECT 1 FROM journal WHERE province_id = $1 AND seq = 1 AND name = 'demo.begin' AND refused = 0", {context.province}))
        return refuse("demo.not_empty");
    const auto atlas = places::Atlas::load(context.db);
    const auto seats = seats_of(context.db, atlas, context.province, context.today);
    if (!seats) return std::unexpected(seats.error());
    json::array logins;
    for (const auto& account : accounts_at(*seats)) {
        const auto added = accounts::add_account(context, atlas, account);
        if (!added) return std::unexpected(added.error());
        logins.emplace_back(account.login);
    }
    return json::object{{"accounts", std::move(logins)}};
}

}  // namespace khuyenhoc::demo
