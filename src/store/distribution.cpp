#include "store/distribution.h"

#include <algorithm>
#include <set>

#include "store/postgres_dialect.h"
#include "store/script.h"

namespace khuyenhoc::store {

namespace {

constexpr std::size_t fewest_to_isolate_among = 8, most_isolated = 8;

std::string made_table(std::string_view statement) {
    constexpr std::string_view start = "CREATE TABLE ";
    if (!statement.starts_with(start)) return {};
    statement.remove_prefix(start.size());
    const auto end = std::ranges::find_if_not(statement, is_word);
    return {statement.begin(), end};
}

void add_tables(std::string_view script, std::vector<KnownTable>& tables) {
    const auto set_of = [&](const char* marker) {
        const auto names = marked(script, marker);
        return std::set<std::string>(names.begin(), names.end());
    };
    const auto reference = set_of("reference"), local = set_of("local"), append_only = set_of("append-only");
    for (const auto& statement : split(without_comments(script))) {
        const auto name = made_table(statement);
        if (name.empty()) continue;
        const auto kind = reference.contains(name) ? TableClass::reference : local.contains(name) ? TableClass::local : TableClass::tenant;
        tables.push_back({name, kind, append_only.contains(name)});
    }
    // A later migration may loosen a table of an earlier one.
    for (auto& table : tables) {
        for (const auto& one : erasable(script))
            if (one.table == table.name) table.erasable = one.columns;
        table.removable = table.removable || set_of("removable").contains(table.name);
    }
}

const PlacedTable* placed_as(const Spread& spread, const std::string& name) {
    const auto found = std::ranges::find(spread.placed, name, &PlacedTable::name);
    return found != spread.placed.end() ? &*found : nullptr;
}

/// The first tenant table: all others lie with it.
const std::string& leader_of(std::span<const KnownTable> tables) {
    return std::ranges::find(tables, TableClass::tenant, &KnownTable::kind)->name;
}

std::string spread_of_tenant(const KnownTable& table, const std::string& leader, int shards) {
    const std::string start = "SELECT create_distributed_table('" + table.name + "', 'province_id', ";
    if (table.name == leader) return start + "colocate_with => 'none', shard_count => " + std::to_string(shards) + ")";
    return start + "colocate_with => '" + leader + "')";
}

}  // namespace

std::vector<KnownTable> known_tables(std::span<const Migration> migrations) {
    std::vector<KnownTable> tables;
    for (const auto& migration : migrations) add_tables(migration.sql, tables);
    add_tables(postgres_ground, tables);
    return tables;
}

int usual_shards(std::size_t provinces) { return provinces > 32 ? 128 : 64; }

std::vector<std::int64_t> provinces_to_isolate(std::vector<ProvinceSize> sizes) {
    if (sizes.size() < fewest_to_isolate_among) return {};
    std::ranges::sort(sizes, [](const auto& a, const auto& b) {
        return a.people != b.people ? a.people > b.people : a.province < b.province;
    });
    const auto middle = sizes[sizes.size() / 2].people;
    std::vector<std::int64_t> out;
    for (const auto& size : sizes)
        if (size.people > 2 * middle && out.size() < most_isolated) out.push_back(size.province);
    return out;
}

std::vector<SpreadFault> spread_faults(std::span<const KnownTable> tables, const Spread& spread) {
    std::vector<SpreadFault> faults;
    if (!spread.has_extension) return faults;
    const auto* leader = placed_as(spread, leader_of(tables));
    for (const auto& table : tables) {
        if (table.kind == TableClass::local) continue;
        const auto* placed = placed_as(spread, table.name);
        if (placed == nullptr) faults.push_back({table.name, "not_placed"});
        else if (placed->kind != table.kind) faults.push_back({table.name, "wrong_class"});
        else if (table.kind == TableClass::tenant && placed->key != "province_id") faults.push_back({table.name, "wrong_key"});
        else if (table.kind == TableClass::tenant && leader != nullptr && placed->group != leader->group)
            faults.push_back({table.name, "apart"});
    }
    return faults;
}

std::vector<SpreadStep> spread_steps(std::span<const KnownTable> tables, const Spread& spread, int shards,
                                     std::span<const std::int64_t> isolate) {
    std::vector<SpreadStep> steps;
    for (const auto& table : tables)
        if (table.kind == TableClass::reference && placed_as(spread, table.name) == nullptr)
            steps.push_back({"reference", table.name, "SELECT create_reference_table('" + table.name + "')"});
    const auto leader = leader_of(tables);
    for (const auto& table : tables) {
        if (table.kind != TableClass::tenant || placed_as(spread, table.name) != nullptr) continue;
        // Citus spreads no table with a trigger: there a text put in another's place is noticed by its hash alone.
        if (!table.erasable.empty()) steps.push_back({"rights", table.name, "DROP TRIGGER IF EXISTS " + table.name + "_only_blank ON " + table.name});
        steps.push_back({"distribute", table.name, spread_of_tenant(table, leader, shards)});
        // The rows have gone to the shards; the copy they came from goes. The owner gave up that right on tables of facts.
        if (table.append_only) steps.push_back({"rights", table.name, "GRANT TRUNCATE ON " + table.name + " TO CURRENT_USER"});
        steps.push_back({"distribute", table.name, "SELECT truncate_local_data_after_distributing_table('" + table.name + "')"});
        if (table.append_only)
            steps.push_back({"rights", table.name, "REVOKE UPDATE, DELETE, TRUNCATE ON " + table.name + " FROM CURRENT_USER"});
        if (!table.erasable.empty())
            steps.push_back({"rights", table.name, "GRANT UPDATE (" + table.erasable + ") ON " + table.name + " TO CURRENT_USER"});
        if (table.removable) steps.push_back({"rights", table.name, "GRANT DELETE ON " + table.name + " TO CURRENT_USER"});
    }
    for (const auto province : isolate)
        if (std::ranges::find(spread.alone, province) == spread.alone.end())
            steps.push_back({"isolate", std::to_string(province),
                             "SELECT isolate_tenant_to_new_shard('" + leader + "', " + std::to_string(province) +
                                 ", 'CASCADE', shard_transfer_mode => 'block_writes')"});
    return steps;
}

}  // namespace khuyenhoc::store
