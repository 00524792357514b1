// Which tables a database has, read from the migrations that made them: the same list on every engine.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace khuyenhoc::keeping {

struct Column {
    std::string name;
    bool is_text = false;  ///< else an integer
    bool operator==(const Column&) const = default;
};

struct TableShape {
    std::string name;
    std::vector<Column> columns;      ///< in the order they were declared
    std::vector<std::size_t> key;     ///< places in `columns`, in the order of the primary key
    bool operator==(const TableShape&) const = default;
};

/// Every table that goes along when a database is copied, in the order the tables were made: those of the migrations and
/// the counters of ids; not what a store says of itself. A statement it does not understand is a Bug.
std::vector<TableShape> tables_of(std::span<const store::Migration> migrations);

}  // namespace khuyenhoc::keeping
