#include "http/event_stream.h"

#include <algorithm>

namespace khuyenhoc::http {

namespace {

constexpr std::size_t most_waiting = 256 * 1024;

}  // namespace

std::string event_text(std::string_view event, std::string_view data) {
    std::string text = "event: ";
    std::ranges::copy_if(event, std::back_inserter(text), [](char c) { return c != '\r' && c != '\n'; });
    text += '\n';
    do {
        const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
        text.append("data: ").append(data.substr(0, end)).push_back('\n');
        const bool is_pair = data.substr(end, 2) == "\r\n";
        data.remove_prefix(std::min(end + (is_pair ? 2 : 1), data.size()));
    } while (!data.empty());
    text += '\n';
    return text;
}

bool EventStream::send(std::string_view event, std::string_view data) {
    std::string text = event_text(event, data);
    bool is_first = false;
    {
        std::unique_lock lock(mutex_);
        drained_.wait(lock, [this] { return closed_ || waiting_.size() < most_waiting; });
        if (closed_) return false;
        is_first = waiting_.empty();
        waiting_ += text;
    }
    if (is_first) wake_();
    return true;
}

void EventStream::finish() {
    {
        const std::lock_guard lock(mutex_);
        finished_ = true;
    }
    wake_();
}

std::string EventStream::take() {
    std::string taken;
    {
        const std::lock_guard lock(mutex_);
        taken.swap(waiting_);
    }
    drained_.notify_all();
    return taken;
}

bool EventStream::is_finished() const {
    const std::lock_guard lock(mutex_);
    return finished_ && waiting_.empty();
}

bool EventStream::has_news() const {
    const std::lock_guard lock(mutex_);
    return finished_ || !waiting_.empty();
}

void EventStream::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    drained_.notify_all();
}

}  // namespace khuyenhoc::http
