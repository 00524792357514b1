#include "store/statements_seen.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <string>

namespace khuyenhoc::store {

namespace {

class SeenStatements {
public:
    explicit SeenStatements(const std::string& folder) : file_(folder + "/" + std::to_string(getpid()) + ".sql", std::ios::app) {}

    void note(std::string_view sql) {
        std::string line(sql);
        std::ranges::replace(line, '\n', ' ');
        const std::lock_guard lock(mutex_);
        if (seen_.insert(line).second) file_ << line << std::endl;
    }

private:
    std::mutex mutex_;
    std::ofstream file_;
    std::set<std::string> seen_;
};

}  // namespace

void note_statement(std::string_view sql) {
    static const char* const folder = std::getenv("KHUYENHOC_STATEMENTS");
    if (folder == nullptr) return;
    static SeenStatements seen(folder);
    seen.note(sql);
}

}  // namespace khuyenhoc::store
