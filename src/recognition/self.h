// What people say of themselves: the newest word of each, and whether the hamlet has answered it. Knows the store
// alone. For the files of this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace khuyenhoc::recognition {

struct SelfAssessment {
    std::int64_t person = 0;
    int number = 0;
    std::string criteria_id;
    int population_group = 0;
    std::string scores;
    std::int64_t hamlet = 0;
    std::string answer;  ///< "" while it waits, "accepted", "declined"
    std::string reason;
    std::string assisted = {};  ///< entered by an officer for the person: how; "" by the person
};

/// The newest self-assessment of a person.
std::optional<SelfAssessment> find_self(store::Connection& db, std::int64_t province, int year, std::int64_t person);
/// Those of a hamlet that wait, by person.
std::vector<SelfAssessment> waiting_self(store::Connection& db, std::int64_t province, int year, std::int64_t hamlet);

}  // namespace khuyenhoc::recognition
