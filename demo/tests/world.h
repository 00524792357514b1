// What the demo's tests share: the communes of the shipped facts, and plans made once.
#pragma once

#include <map>

#include "demo/making.h"
#include "demo/plan.h"
#include "places/places.h"
#include "store/temporary.h"

namespace khuyenhoc::demo {

inline const std::vector<CommuneFact>& shipped_communes() {
    static const std::vector<CommuneFact> communes = [] {
        const auto store = store::open_temporary();
        places::Places places(*store);
        const Table table = places::table(places);
        store->migrate(table.migrations);
        auto writer = store->writer();
        store::Transaction transaction(writer.connection);
        if (!places::load_facts(writer.connection, 14)) throw std::runtime_error("no facts");
        transaction.commit();
        return commune_facts(places::Atlas::load(writer.connection), 14);
    }();
    return communes;
}

inline const Plan& planned(int people, std::uint64_t seed = 2025) {
    static std::map<std::pair<int, std::uint64_t>, Plan> plans;
    const auto key = std::pair(people, seed);
    const auto found = plans.find(key);
    if (found != plans.end()) return found->second;
    return plans.emplace(key, make_plan(shipped_communes(), people, seed)).first->second;
}

}  // namespace khuyenhoc::demo
