// Who may use which line, and about whom: every command, query, raw and event route, for every role, in each of the places.
// What comes out is kept in may_matrix.txt, to be reviewed as code is; with KHUYENHOC_UPDATE=1 it is written anew.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "app/extras.h"
#include "app/tests/may_world.h"

namespace khuyenhoc::app {

namespace {

/// A role as somebody holds it in the world: at the place, unit or household of "inside".
struct Held {
    std::optional<Role> role = {};  ///< nothing: not signed in
    std::int64_t at = 0;
};

/// The real keeper of accounts, asked as somebody with one grant.
class Gate {
public:
    Gate(MayWorld& world, const Held& held) : accounts_(world.program.accounts) {
        if (!held.role) return;
        who_.emplace();
        who_->account = 1;
        accounts::Grant grant{.id = 1, .account = 1, .role = *held.role, .province = home_province};
        (*held.role == Role::unit_officer ? grant.unit : *held.role == Role::citizen ? grant.household : grant.place) = held.at;
        who_->grants.push_back(grant);
    }

    bool admits(const May& may, std::string_view line, store::Connection& db, json::object fields) const {
        return accounts_.admit(who_ ? &*who_ : nullptr, may, line, db, home_province, fields).has_value();
    }

private:
    accounts::Accounts& accounts_;
    std::optional<accounts::Standing> who_;
};

std::vector<Held> everybody() {
    std::vector<Held> all{{}};
    for (int i = 0; i < role_count; ++i) {
        const auto role = static_cast<Role>(i);
        std::int64_t at = MayWorld::mine;
        if (role == Role::secretary || role == Role::auditor || role == Role::administrator) at = home_province;
        if (role == Role::hamlet_head) at = MayWorld::hamlets[0];
        if (role == Role::unit_officer) at = MayWorld::unit(0);
        if (role == Role::citizen) at = MayWorld::household(0);
        all.push_back({role, at});
    }
    return all;
}

/// One thing to ask for: a line, and of which kind of subject when it may be of several.
struct Asked {
    std::string name;
    std::string line;  ///< as whoever admits is told
    const May* may = nullptr;
    std::vector<Field> fields = {};
    std::string kind = {};
    bool is_query = false;
};

const Field* field_of(const std::vector<Field>& fields, std::string_view name) {
    const auto found = std::ranges::find(fields, name, &Field::name);
    return found == fields.end() ? nullptr : &*found;
}

std::int64_t subject(std::string_view kind, int where) {
    if (kind == "household" || kind == "family") return MayWorld::household(where);
    if (kind == "clan") return MayWorld::clan(where);
    if (kind == "hamlet" || kind == "community") return MayWorld::hamlets[where];
    if (kind == "unit") return MayWorld::unit(where);
    return MayWorld::person(where);
}

json::value value_for(const Field& field, std::string_view kind, int where) {
    const std::string_view name = field.name;
    if (name == "role") return "hamlet_head";
    if (name == "kind" || name == "title") return json::string_view(kind.data(), kind.size());
    if (name == "subject_id") return subject(kind, where);
    if (name == "subjects") return json::array{subject(kind, where)};
    if (name == "rows") return json::array{json::object{{"kind", json::string_view(kind.data(), kind.size())}, {"subject_id", subject(kind, where)}}};
    if (name == "hamlets") return json::array{json::object{{"commune", MayWorld::communes[where]}}};
    if (name == "members" || name == "persons") return json::array{MayWorld::person(where)};
    if (name == "household_id") return MayWorld::household(where);
    if (name == "person_id" || name == "keep" || name == "head") return MayWorld::person(where);
    if (name == "other_id" || name == "gone") return MayWorld::other_person(where);
    if (name == "clan_id") return MayWorld::clan(where);
    if (name == "unit_id") return MayWorld::unit(where);
    if (name == "commune" || name == "commune_id") return MayWorld::communes[where];
    if (name == "hamlet_id" || name == "home_hamlet_id" || name == "place_id" || name == "within") return MayWorld::hamlets[where];
    if (name.ends_with("_id")) return MayWorld::kept(where);
    return field.kind == Field::Kind::integer ? json::value(2025) : json::value("x");
}

json::object fields_for(const Asked& asked, int where) {
    json::object fields;
    for (const auto& field : asked.fields) fields[json::string_view(field.name.data(), field.name.size())] = value_for(field, asked.kind, where);
    return fields;
}

void add(std::vector<Asked>& all, Asked one) {
    std::vector<std::string> kinds{""};
    const auto has = [&](std::string_view name) { return field_of(one.fields, name) != nullptr; };
    if (one.may->about && ((has("kind") && (has("subject_id") || has("subjects"))) || has("rows")))
        kinds = {"person", "household", "clan", "hamlet", "unit"};
    else if (one.may->about && one.may->own_place.empty() && has("title") && has("subject_id"))
        kinds = {"citizen", "family", "clan", "community", "unit"};
    for (const auto& kind : kinds) {
        all.push_back(one);
        all.back().kind = kind;
        if (!kind.empty()) all.back().name += " of " + kind;
    }
}

std::vector<Asked> everything(const Program& program, const http::Extras& extras) {
    std::vector<Asked> all;
    for (const auto& table : program.capabilities.tables()) {
        for (const auto& line : table.commands) add(all, {std::string(line.name), std::string(line.name), &line.may, line.fields});
        for (const auto& line : table.queries) {
            auto fields = line.parameters;
            fields.insert(fields.end(), line.body.begin(), line.body.end());
            add(all, {(line.has_body() ? "POST " : "GET ") + std::string(line.path), std::string(line.path), &line.may, std::move(fields), {}, true});
        }
    }
    const std::vector<Field> named{{.name = "kind"}, {.name = "subject_id", .kind = Field::Kind::integer}};
    for (const auto& route : extras.raw) add(all, {"raw " + route.method + " " + route.path, route.path, &route.may, route.fields ? named : std::vector<Field>{}});
    for (const auto& route : extras.events) add(all, {"events " + route.path, route.path, &route.may});
    return all;
}

/// Which of the places are admitted: "IOFM", and "=" when the place may be left out; "yes" where no place is asked for.
std::string cell_of(const Gate& gate, const Asked& asked, store::Connection& db, std::int64_t& combinations) {
    if (!asked.may->about) {
        ++combinations;
        return gate.admits(*asked.may, asked.line, db, fields_for(asked, 0)) ? "yes" : "-";
    }
    std::string cell;
    for (int where = 0; where < where_count; ++where, ++combinations)
        cell += gate.admits(*asked.may, asked.line, db, fields_for(asked, where)) ? "IOFM"[where] : '.';
    const Field* own = asked.may->own_place.empty() ? nullptr : field_of(asked.fields, asked.may->own_place);
    if (own != nullptr && !own->required) {
        ++combinations;
        auto fields = fields_for(asked, 0);
        fields.erase(json::string_view(own->name.data(), own->name.size()));
        cell += gate.admits(*asked.may, asked.line, db, fields) ? '=' : '.';
    }
    return std::ranges::all_of(cell, [](char c) { return c == '.'; }) ? "-" : cell;
}

std::string header() {
    std::string out = "# Who may use what. I inside, O outside, F formerly inside, M merged into mine, = the place left out; yes: no place is asked for.\n"
                      "# Secretary, auditor and administrator hold their role at the province, the others at one commune (its hamlet, unit, household).\n";
    out += fmt::format("{:<58} {:<9} {:<6}", "# line", "access", "nobody");
    for (int i = 0; i < role_count; ++i) out += fmt::format(" {:<6}", std::string(text_of(static_cast<Role>(i))).substr(0, 6));
    return out + "\n";
}

std::string matrix(MayWorld& world, const std::vector<Asked>& all, std::int64_t& combinations) {
    constexpr std::string_view access_words[] = {"open", "personal", "sensitive"};
    std::vector<Gate> gates;
    for (const auto& held : everybody()) gates.emplace_back(world, held);
    const auto reader = world.program.store->reader();
    std::string out = header();
    for (const auto& asked : all) {
        std::string row = fmt::format("{:<58} {:<9}", asked.name, access_words[static_cast<int>(asked.may->access)]);
        for (const auto& gate : gates) row += fmt::format(" {:<6}", cell_of(gate, asked, *reader, combinations));
        out += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    return out;
}

struct MayMatrix : ::testing::Test {
    MayWorld world;
    Jobs jobs{[](const Refusal& refusal) { return json::value(refusal.code); }};
    http::Extras extras = extras_of(world.program, jobs, false);
    std::vector<Asked> all = everything(world.program, extras);
};

}  // namespace

TEST_F(MayMatrix, every_line_has_a_rule) {
    for (const auto& asked : all) {
        EXPECT_NE(asked.may->who, May::Who::nobody) << asked.name << " has no rule";
        if (asked.is_query && asked.may->access != Access::open) {
            EXPECT_TRUE(asked.may->about || asked.may->whole_province) << asked.name << ": personal data of which place?";
        }
        if (asked.may->who == May::Who::anyone) {
            EXPECT_EQ(asked.may->access, Access::open) << asked.name;
        }
    }
}

TEST_F(MayMatrix, what_hashes_a_password_is_in_the_slow_lane) {
    std::vector<std::string> slow;
    for (const auto& route : extras.raw)
        if (route.is_slow) slow.push_back(route.method + " " + route.path);
    EXPECT_EQ(slow, (std::vector<std::string>{"POST /api/sign-in", "POST /api/one-time", "POST /api/password", "POST /api/password/look", "POST /api/oidc/start", "POST /api/oidc/tie", "POST /api/oidc/finish", "POST /api/passkeys/begin"}));
}

TEST_F(MayMatrix, is_as_written_down) {
    std::int64_t combinations = 0;
    const auto made = matrix(world, all, combinations);
    fmt::print("{} lines, {} combinations of line, role and place\n", all.size(), combinations);
    if (std::getenv("KHUYENHOC_UPDATE") != nullptr) std::ofstream(MAY_MATRIX, std::ios::binary) << made;
    std::ifstream file(MAY_MATRIX, std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), made);
}

/// What no change of a rule may bring about, said apart from the table.
TEST_F(MayMatrix, holds_what_was_promised) {
    const auto reader = world.program.store->reader();
    for (const auto& held : everybody()) {
        const Gate gate(world, held);
        for (const auto& asked : all) {
            const bool personal = asked.may->access != Access::open;
            const bool is_command = !asked.is_query && !asked.name.starts_with("raw") && !asked.name.starts_with("events");
            for (int where = 0; where < where_count; ++where) {
                const bool admitted = gate.admits(*asked.may, asked.line, *reader, fields_for(asked, where));
                const std::string told = asked.name + ", " + std::string(held.role ? text_of(*held.role) : "nobody") + ", " + std::string(where_words[where]);
                const bool of_accounts = asked.line.starts_with("accounts.") || asked.line.starts_with("/api/accounts");
                if (!held.role) {
                    EXPECT_FALSE(admitted && personal) << told;
                }
                if (held.role == Role::administrator && !of_accounts) {
                    EXPECT_FALSE(admitted && personal) << told;
                }
                if (held.role == Role::auditor && is_command) {
                    EXPECT_FALSE(admitted) << told;
                }
                if (held.role == Role::auditor && asked.is_query && !of_accounts) {
                    EXPECT_TRUE(admitted) << told;
                }
                if (held.at != home_province && asked.may->about && (where == 1 || where == 2)) {
                    EXPECT_FALSE(admitted) << told;
                }
                if (is_command) {
                    EXPECT_FALSE(admitted && asked.may->who == May::Who::anyone) << told;
                }
            }
        }
    }
}

/// A thing that is not there is refused as one elsewhere is.
TEST_F(MayMatrix, what_is_not_there_is_not_covered) {
    const auto reader = world.program.store->reader();
    for (const auto& asked : all) {
        // What lines ask for by place names things beside it; a new role's seat is one of three.
        if (!asked.may->about || !asked.may->own_place.empty() || field_of(asked.fields, "role") != nullptr) continue;
        auto fields = fields_for(asked, 0);
        bool names_thing = false;
        for (auto& field : fields)
            if (field.value().is_int64() && field.value().as_int64() > 14'000'000'000'000) field.value() = 14'999'999'999'999, names_thing = true;
        if (!names_thing) continue;
        const auto about = asked.may->about(*reader, home_province, fields);
        ASSERT_FALSE(about) << asked.name;
        EXPECT_EQ(about.error().code, "may.not_covered") << asked.name;
    }
}

}  // namespace khuyenhoc::app
