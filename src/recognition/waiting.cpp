#include "recognition/waiting.h"

namespace khuyenhoc::recognition {

std::vector<places::PlaceId> open_appeals(store::Connection& db, std::int64_t province, int year) {
    std::vector<places::PlaceId> filed_in;
    db.query(
        "SELECT a.place_id FROM appeal AS a WHERE a.province_id = $1 AND a.year = $2 AND NOT EXISTS (SELECT 1 FROM"
        " appeal_answer AS n WHERE n.province_id = a.province_id AND n.appeal_id = a.appeal_id)",
        {province, std::int64_t{year}}, [&](const store::Row& row) { filed_in.push_back(row.integer(0)); });
    return filed_in;
}

std::map<places::PlaceId, std::int64_t> self_assessments_waiting(store::Connection& db, std::int64_t province, int year) {
    std::map<places::PlaceId, std::int64_t> waiting;
    db.query("SELECT hamlet_id, waiting_self FROM sheet_count WHERE province_id = $1 AND year = $2 AND waiting_self > 0",
             {province, std::int64_t{year}}, [&](const store::Row& row) { waiting[row.integer(0)] = row.integer(1); });
    return waiting;
}

}  // namespace khuyenhoc::recognition
