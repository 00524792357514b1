// Son La as shipped, in a database of its own.
#pragma once

#include <gtest/gtest.h>

#include "base/check.h"
#include "places/places.h"
#include "store/temporary.h"

namespace khuyenhoc::places {

inline Date day(int year, int month, int d) {
    const auto date = make_date(year, month, d);
    check(date.has_value(), "a test names a real day");
    return *date;
}

inline const Date before = Date{2025, 6, 30};
inline const Date after = Date{2025, 7, 1};

struct World {
    std::unique_ptr<store::Store> store = store::open_temporary();
    Places places{*store};
    Capabilities capabilities{{ground_table(), table(places)}};

    World() { store->migrate(capabilities.migrations()); }

    /// Runs a command's function as the journal does, without the journal.
    Result<json::value> run(std::string_view name, json::object body) {
        const auto* line = capabilities.find_command(name);
        check(line != nullptr, "a test names a command");
        auto shaped = check_shape(body, line->fields);
        if (!shaped) return std::unexpected(shaped.error());
        std::vector<std::function<void()>> after_commit;
        Result<json::value> answer = refuse("internal");
        {
            auto writer = store->writer();
            CommandContext context{.db = writer.connection,
                                   .province = 14,
                                   .seq = 1,
                                   .actor = "officer",
                                   .at = "2025-08-01T00:00:00.000Z",
                                   .today = day(2025, 8, 1),
                                   .after_commit = {}};
            store::Transaction transaction(writer.connection);
            answer = line->run(context, *shaped);
            if (answer) transaction.commit();
            after_commit = std::move(context.after_commit);
        }
        if (answer)
            for (const auto& follow : after_commit) follow();
        return answer;
    }

    Result<Answer> ask(std::string_view path, json::object parameters) {
        for (const auto& line : capabilities.tables()[1].queries) {
            if (line.path != path) continue;
            auto shaped = check_shape(parameters, line.parameters);
            if (!shaped) return std::unexpected(shaped.error());
            auto reader = store->reader();
            QueryContext context{*reader, "vi", day(2025, 12, 31)};
            return line.run(context, *shaped);
        }
        return refuse("internal", "no such query");
    }
};

/// Loaded once for the tests that only read.
inline const Atlas& son_la() {
    static World world;
    static const auto atlas = [] {
        check(world.run("places.load_facts", {}).has_value(), "the shipped facts load");
        return world.places.atlas();
    }();
    return *atlas;
}

inline std::vector<std::string> full_names(const Atlas& atlas, const std::vector<PlaceId>& ids, Date on) {
    std::vector<std::string> out;
    for (const PlaceId id : ids) out.push_back(atlas.full_name(id, on));
    return out;
}

}  // namespace khuyenhoc::places
