#include "app/jobs.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/crypto.h"

namespace khuyenhoc::app {

struct Jobs::Job {
    std::string id;
    std::int64_t owner = 0;
    Work work;
    std::string state = "waiting";
    int permille = 0;
    std::int64_t rows = 0;
    json::value answer;
    json::value once;  ///< not part of what the job says of itself
    bool cancelled = false;
    std::int64_t version = 0;  ///< grows with every change, for those who follow

    bool ended() const { return state != "waiting" && state != "running"; }
    json::object describe() const {
        json::object out{{"job", id}, {"state", state}, {"permille", permille}, {"rows", rows}};
        if (state == "done") out["answer"] = answer;
        if (state == "refused") out["refused"] = answer;
        return out;
    }
};

Jobs::Jobs(std::function<json::value(const Refusal&)> describe) : describe_(std::move(describe)), thread_([this] { run(); }) {}

Jobs::~Jobs() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        for (auto& job : order_) job->cancelled = true;
    }
    changed_.notify_all();
    thread_.join();
}

Result<std::string> Jobs::start(Work work, std::int64_t owner) {
    const std::lock_guard lock(mutex_);
    const auto waiting = std::ranges::count_if(order_, [](const auto& job) { return job->state == "waiting"; });
    if (static_cast<std::size_t>(waiting) >= most_waiting) return refuse("app.too_many_jobs");
    auto job = std::make_shared<Job>();
    job->id = random_uuid();
    job->owner = owner;
    job->work = std::move(work);
    jobs_[job->id] = job;
    order_.push_back(job);
    if (order_.size() > most_kept && order_.front()->ended()) {
        jobs_.erase(order_.front()->id);
        order_.erase(order_.begin());
    }
    changed_.notify_all();
    return job->id;
}

bool Jobs::is_of(const std::string& id, std::int64_t owner) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found != jobs_.end() && found->second->owner == owner;
}

json::value Jobs::state(const std::string& id) const {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? json::value() : json::value(found->second->describe());
}

bool Jobs::cancel(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) return false;
    found->second->cancelled = true;
    changed_.notify_all();
    return true;
}

json::value Jobs::take(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = jobs_.find(id);
    return found == jobs_.end() ? json::value() : std::exchange(found->second->once, nullptr);
}

void Jobs::follow(const std::string& id, const http::SendEvent& send) const {
    std::int64_t seen = -1;
    while (true) {
        std::string event;
        std::string data;
        {
            std::unique_lock lock(mutex_);
            const auto found = jobs_.find(id);
            if (found == jobs_.end()) return;
            const auto job = found->second;
            changed_.wait_for(lock, std::chrono::seconds(10), [&] { return stopping_ || job->version != seen; });
            if (stopping_) return;
            event = job->ended() ? job->state : "progress";
            seen = job->version;
            data = json::serialize(job->describe());
        }
        if (!send(event, data) || event != "progress") return;
    }
}

void Jobs::run() {
    std::unique_lock lock(mutex_);
    while (true) {
        std::shared_ptr<Job> job;
        changed_.wait(lock, [&] {
            const auto next = std::ranges::find_if(order_, [](const auto& j) { return j->state == "waiting"; });
            if (next != order_.end()) job = *next;
            return stopping_ || job != nullptr;
        });
        if (stopping_) return;
        const auto change = [&](const std::string& state) {
            job->state = state;
            ++job->version;
            changed_.notify_all();
        };
        if (job->cancelled) {
            change("cancelled");
            continue;
        }
        change("running");
        lock.unlock();
        const auto tell = [&](int permille, std::int64_t rows) {
            const std::lock_guard telling(mutex_);
            job->permille = permille;
            job->rows = rows;
            ++job->version;
            changed_.notify_all();
            return !job->cancelled;
        };
        Result<json::value> answer = refuse("internal");
        bool failed = false;
        try {
            answer = job->work(tell);
        } catch (const std::exception&) {
            failed = true;  // a bug: nothing of it may reach the page but the state
        }
        lock.lock();
        job->work = nullptr;
        job->answer = failed ? json::value() : answer ? *answer : describe_(answer.error());
        if (job->answer.is_object() && job->answer.as_object().contains("once")) {
            job->once = std::move(job->answer.as_object()["once"]);
            job->answer.as_object().erase("once");
            std::size_t held = 0;
            for (auto it = order_.rbegin(); it != order_.rend(); ++it)
                if (!(*it)->once.is_null() && ++held > most_to_take) (*it)->once = nullptr;
        }
        if (answer && !failed) job->permille = 1000;
        change(failed ? "failed" : answer ? "done" : job->cancelled ? "cancelled" : "refused");
    }
}

}  // namespace khuyenhoc::app
