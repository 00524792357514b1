// Long work that people watch: started by a request, followed as an event stream, cancelled by another request.
// Knows no domain: a job is a function that reports progress.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/json.h"
#include "http/http.h"

namespace khuyenhoc::app {

/// Told by the working function now and then; returns false when somebody has cancelled.
using TellProgress = std::function<bool(int permille, std::int64_t rows)>;
using Work = std::function<Result<json::value>(const TellProgress&)>;

/// Runs one job after another on a thread of its own. Thread-safe. Finished jobs are remembered until `most_kept` later ones.
class Jobs {
public:
    /// Turns a job's refusal into what people see.
    explicit Jobs(std::function<json::value(const Refusal&)> describe);
    ~Jobs();  ///< cancels what runs and waits for it
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    /// Returns the job's id, an unguessable UUID; it belongs to the account `owner` alone. Refuses app.too_many_jobs when 8 are waiting.
    Result<std::string> start(Work work, std::int64_t owner = 0);
    /// Whether there is such a job and it is that account's. Others are refused as if it were not there.
    bool is_of(const std::string& id, std::int64_t owner) const;

    /// {"job","state": waiting|running|done|refused|cancelled|failed,"permille","rows","answer"|"refused"}; null when unknown.
    json::value state(const std::string& id) const;
    bool cancel(const std::string& id);

    /// What a job found for the person who started it alone (cells of their file): a member "once" of its answer, given here
    /// once and then forgotten, as it is when three later jobs have ended. Null when there is none.
    json::value take(const std::string& id);

    /// Feeds `progress` events as they come and one last event named like the final state. Returns when it has ended or
    /// the reader has gone.
    void follow(const std::string& id, const http::SendEvent& send) const;

    static constexpr std::size_t most_waiting = 8;
    static constexpr std::size_t most_kept = 50;
    static constexpr std::size_t most_to_take = 3;

private:
    struct Job;
    void run();

    std::function<json::value(const Refusal&)> describe_;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::map<std::string, std::shared_ptr<Job>> jobs_;
    std::vector<std::shared_ptr<Job>> order_;  ///< oldest first
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace khuyenhoc::app
