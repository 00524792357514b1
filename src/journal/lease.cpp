#include "journal/lease.h"

namespace khuyenhoc::journal {

bool Lease::take(store::Connection& db, std::chrono::milliseconds now, std::chrono::milliseconds length) const {
    return db.run("INSERT INTO lease(province_id, name, holder, until_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (province_id, name) "
                  "DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms "
                  "WHERE lease.holder = excluded.holder OR lease.until_ms < $5",
                  {province_, name_, holder_, (now + length).count(), now.count()}) == 1;
}

void Lease::give_up(store::Connection& db) const {
    db.run("DELETE FROM lease WHERE province_id = $1 AND name = $2 AND holder = $3", {province_, name_, holder_});
}

}  // namespace khuyenhoc::journal
