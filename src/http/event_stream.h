// One stream of server-sent events between the thread that makes them and the connection that sends them.
// Knows no socket.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace khuyenhoc::http {

class EventStream {
public:
    /// `wake` is called from the producer's thread when there is something to take, or the end.
    explicit EventStream(std::function<void()> wake) : wake_(std::move(wake)) {}

    // The producer's side.
    /// Waits while more than 256 KB wait to be sent. False once the client is gone.
    bool send(std::string_view event, std::string_view data);
    void finish();

    // The connection's side.
    std::string take();        ///< what waits to be sent; "" when nothing does
    bool is_finished() const;  ///< the producer is done and nothing waits
    bool has_news() const;     ///< something waits, or the end
    void close();              ///< the client is gone: `send` answers false from now on

private:
    mutable std::mutex mutex_;
    std::condition_variable drained_;
    std::function<void()> wake_;
    std::string waiting_;
    bool closed_ = false;
    bool finished_ = false;
};

/// "event: x\ndata: ...\n\n"; each line of `data` becomes a data line.
std::string event_text(std::string_view event, std::string_view data);

}  // namespace khuyenhoc::http
