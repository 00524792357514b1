// The Son La demo: invented people in real places, made as journalled commands, and a register file to import.
// Everything is a pure function of size and seed. What is real and what is invented: README.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "capability/capability.h"
#include "journal/journal.h"
#include "people/people.h"
#include "places/places.h"
#include "store/store.h"

namespace khuyenhoc::demo {

struct Options {
    std::int64_t people = 1'404'587;  ///< 500 .. 1,404,587 (the sum of the 75 communes)
    std::uint64_t seed = 2025;        ///< the same seed makes the same people
};

/// What was made, as evaluating the rows of 2025 must find it.
struct Made {
    std::int64_t people = 0, adults = 0, households = 0, hamlets = 0, clans = 0, units = 0;
    std::int64_t learning_citizens = 0, learning_families = 0, learning_clans = 0, learning_communities = 0,
                 learning_units = 0;
    std::int64_t commands = 0;  ///< journalled
    json::object to_json() const;
};

/// Called between commands from the making thread: how far (0..1000), and what is being done ("03721", "decisions").
using Progress = std::function<void(int permille, std::string_view what)>;

/// Fills an empty database whose schema is up to date: demo.begin (the name marks a database as synthetic), the places'
/// facts, the campaign of 2025, one demo.fill_commune per commune, then proposals and decisions. Runs between the
/// store's begin_bulk and end_bulk: a killed making leaves a file that is refused as unfinished. Refusals: demo.size,
/// demo.not_empty, and those of the commands it runs.
Result<Made> make(journal::Journal& journal, store::Store& store, places::Places& places, const Options& options,
                  const Progress& progress = {});

/// Writes the same people as a register to import (the people template's columns, CSV, UTF-8; units left empty, since
/// an import knows only units that are registered already). Needs no database. Returns the rows written. Refusals:
/// demo.size, demo.not_writable.
Result<std::int64_t> write_register_csv(const std::string& path, const Options& options, const Progress& progress = {});

/// Commands demo.begin and demo.fill_commune, refusals demo.*. Both references must outlive the table.
Table table(places::Places& places, const people::Keys& keys);

}  // namespace khuyenhoc::demo
