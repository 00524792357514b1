// `db distribute`: lays a PostgreSQL database out over the servers of its Citus extension, province by province.
#include <fmt/format.h>

#include <algorithm>

#include "app/print.h"
#include "app/program.h"
#include "app/verbs.h"
#include "store/distribution.h"

namespace khuyenhoc::app {

namespace {

struct Plan {
    store::Spread spread;
    std::vector<store::KnownTable> tables;
    int shards = 0;
    std::vector<std::int64_t> isolate;
    std::vector<store::SpreadStep> steps;
};

std::vector<store::ProvinceSize> sizes_of_provinces(store::Connection& db) {
    std::vector<store::ProvinceSize> sizes;
    db.query("/* national */ SELECT province_id, count(*) FROM person GROUP BY province_id ORDER BY province_id", {},
             [&](const store::Row& row) { sizes.push_back({row.integer(0), row.integer(1)}); });
    return sizes;
}

Plan plan_of(store::Connection& db, std::vector<store::KnownTable> tables, int shards) {
    Plan plan{.spread = {}, .tables = std::move(tables), .shards = shards, .isolate = {}, .steps = {}};
    const auto sizes = sizes_of_provinces(db);
    const auto provinces = db.query_integer("SELECT count(*) FROM place WHERE kind = 'province' AND to_date IS NULL").value_or(0);
    if (plan.shards == 0) plan.shards = store::usual_shards(std::max(sizes.size(), static_cast<std::size_t>(provinces)));
    plan.isolate = store::provinces_to_isolate(sizes);
    plan.spread = store::read_spread(db, plan.isolate);
    plan.steps = store::spread_steps(plan.tables, plan.spread, plan.shards, plan.isolate);
    return plan;
}

const char* name_of(store::TableClass kind) {
    using Class = store::TableClass;
    return kind == Class::tenant ? "tenant" : kind == Class::reference ? "reference" : "local";
}

json::object to_json(const Plan& plan) {
    json::array tables, steps, isolate;
    for (const auto& table : plan.tables)
        tables.push_back(json::object{{"name", table.name}, {"class", name_of(table.kind)}, {"append_only", table.append_only}, {"removable", table.removable}});
    for (const auto& step : plan.steps) steps.push_back(json::object{{"what", step.what}, {"subject", step.subject}, {"sql", step.sql}});
    for (const auto province : plan.isolate) isolate.push_back(province);
    return {{"extension", plan.spread.has_extension}, {"shards", plan.shards}, {"tables", std::move(tables)},
            {"isolate", std::move(isolate)}, {"steps", std::move(steps)}};
}

std::string to_text(const Plan& plan) {
    std::string out = fmt::format("extension   citus {}\nshards      {}\n",
                                  plan.spread.has_extension ? "is there" : "is missing: a superuser runs CREATE EXTENSION citus on every server",
                                  plan.shards);
    for (const auto& table : plan.tables)
        if (table.kind == store::TableClass::local) out += fmt::format("local       {}: stays as it is\n", table.name);
    for (const auto& step : plan.steps) out += fmt::format("{:<11} {}: {};\n", step.what, step.subject, step.sql);
    return out + fmt::format("{} steps\n", plan.steps.size());
}

Result<int> carry_out(store::Connection& db, const Plan& plan) {
    if (!plan.spread.has_extension) return refuse("app.no_citus", "citus");
    for (const auto& step : plan.steps) {
        fmt::print(stderr, "{} {}\n", step.what, step.subject);
        db.run_script(step.sql);
    }
    if (auto whole = refuse_unspread(plan.tables, store::read_spread(db)); !whole) return std::unexpected(whole.error());
    fmt::print("{} steps done; {} tables lie by province\n", plan.steps.size(),
               std::ranges::count(plan.tables, store::TableClass::tenant, &store::KnownTable::kind));
    return 0;
}

Result<int> distribute_database(const Common& common, const DistributeOptions& options) {
    if (!store::is_postgres(common.db)) return refuse("app.needs_postgres", "--db");
    if (!store::exists(common.db)) return refuse("app.no_database", "--db");
    const auto store = store::open(common.db);
    const Program shape(store::open(":memory:"), Key{});  // for its list of migrations
    const auto migrations = shape.capabilities.migrations();
    store->migrate(migrations);
    auto writer = store->writer();
    const auto plan = plan_of(writer.connection, store::known_tables(migrations), options.shards);
    if (!options.plan) return carry_out(writer.connection, plan);
    const auto printed = write_out(common.json ? json::serialize(to_json(plan)) + "\n" : to_text(plan));
    if (!printed) return std::unexpected(printed.error());
    return 0;
}

}  // namespace

int distribute(const Common& common, const DistributeOptions& options) {
    const auto done = if_reachable("--db", [&] { return distribute_database(common, options); });
    return done ? *done : print_early_refusal(done.error(), common.language);
}

}  // namespace khuyenhoc::app
