// One moment for several statements of a reading connection.
#pragma once

#include "store/store.h"

namespace khuyenhoc::store {

/// From here to its end every statement sees the same moment, which also spares each of them the taking of its own.
class Held {
public:
    explicit Held(Connection& db) : db_(db) { db_.hold(); }
    ~Held() {
        try {
            db_.release();
        } catch (const StoreError&) {  // the line is gone, and the moment with it
        }
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

private:
    Connection& db_;
};

}  // namespace khuyenhoc::store
