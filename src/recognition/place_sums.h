// Sums of any place from its hamlets, as places were on one day. For the files of this folder.
#pragma once

#include <vector>

#include "recognition/model.h"

namespace khuyenhoc::recognition {

class PlaceSums {
public:
    /// All three must outlive it.
    PlaceSums(const Model& model, const Outcome& outcome, Date on);
    /// A hamlet, commune, district, area or province. What belongs to no place is on the row of the province only.
    Tally of(places::PlaceId place) const;
    const std::vector<Tally>& hamlets() const { return hamlets_; }  ///< by hamlet number, nowhere last

private:
    const Model& model_;
    const Outcome& outcome_;
    Date on_;
    std::vector<Tally> hamlets_;
};

}  // namespace khuyenhoc::recognition
