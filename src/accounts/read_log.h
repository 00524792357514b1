// Who has looked at whom. A reading is written to a file of this program before its answer leaves, which a killed program cannot
// undo, and moved into the store by the thousand, so that no command waits long behind it. Knows ids and lines of tables, never a name.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/crypto.h"
#include "base/result.h"
#include "capability/may.h"
#include "store/store.h"

namespace khuyenhoc::accounts {

class ReadLog {
public:
    /// Files lie beside `beside` (the database's key file): `beside`.reads-UUID. What an earlier program left there is taken in.
    /// Nothing is owned; the store must outlive it and have its schema. Reasons are people's words, and sealed with `reason_key`.
    /// Moves every two seconds, and at the end.
    ReadLog(store::Store& store, std::string beside, const Key& reason_key);
    ~ReadLog();
    ReadLog(const ReadLog&) = delete;
    ReadLog& operator=(const ReadLog&) = delete;

    /// One row for every person named, or else household, or unit, or place; with very many, for their places. In the file when
    /// it returns. Refuses store.full: then nothing may be shown, and nothing of it stays in the file.
    Result<void> note(const Caller& caller, std::int64_t province, std::string_view line, const About& about, std::string_view reason = {});

    /// Moves what has been noted into the store: each row once, whatever is killed when.
    void move();

private:
    /// A file that takes no more rows, still locked.
    struct Part {
        std::string path;
        int file = -1;
    };
    void open();
    void put_aside();
    void run();
    void move_file(const std::string& path);
    void take_in_left_files();

    store::Store& store_;
    std::string beside_;
    Key reason_key_;
    std::mutex file_mutex_;   ///< the open file and those put aside
    std::mutex move_mutex_;   ///< one mover at a time
    Part open_;
    std::size_t rows_ = 0;    ///< in the open file
    std::deque<Part> parts_;  ///< to be moved, the oldest first
    std::mutex mutex_;
    std::condition_variable stop_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace khuyenhoc::accounts
