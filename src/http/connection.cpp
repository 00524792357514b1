#include "http/connection.h"

#include <boost/asio/post.hpp>

#include <sys/socket.h>

#include <array>
#include <ctime>

#include "http/failure_log.h"
#include "http/refusals.h"

namespace khuyenhoc::http {

namespace {

constexpr std::size_t copied_body = 16 * 1024;  ///< smaller bodies travel in one piece with their head
constexpr std::size_t least_compressed = 1024;
constexpr std::size_t most_lingering = 1024 * 1024;
constexpr int lingering_seconds = 2;
constexpr int heartbeat_seconds = 15;

/// A connection is in the list exactly while its coroutine lives, however that ends.
class Registration {
public:
    Registration(Io& io, Connection& connection) : io_(io), connection_(connection) {
        io_.connections.insert(&connection_);
    }
    ~Registration() {
        io_.connections.erase(&connection_);
        --io_.shared.connections;
        if (io_.shared.stopping && io_.connections.empty()) io_.sweep_timer.cancel();
    }
    Registration(const Registration&) = delete;
    Registration& operator=(const Registration&) = delete;

private:
    Io& io_;
    Connection& connection_;
};

}  // namespace

void Connection::enter(Stage stage) {
    stage_ = stage;
    since_ = progress_ = io_.tick;
    moved_ = 0;
}

void Connection::count_body() {
    const std::size_t size = reader_.request().body.size();
    shared_.body_bytes += size - counted_body_;
    counted_body_ = size;
}

void Connection::release_body() {
    shared_.body_bytes -= counted_body_;
    counted_body_ = 0;
}

void Connection::close() {
    ErrorCode ignored;
    socket_.close(ignored);
    if (stream_) stream_->close();
}

void Connection::expire(std::string_view code) {
    expired_ = code;
    ErrorCode ignored;
    socket_.cancel(ignored);
}

bool Connection::is_slow(std::size_t bytes) const {
    const std::int64_t seconds = io_.tick - since_;
    return seconds > shared_.limits.rate_after_seconds &&
           bytes <
               static_cast<std::size_t>(seconds) * static_cast<std::size_t>(shared_.limits.least_body_bytes_per_second);
}

bool Connection::client_has_gone() {
    char byte = 0;
    const ssize_t got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void Connection::sweep() {
    const Limits& limits = shared_.limits;
    const auto passed = [this](std::int64_t from, int seconds) { return io_.tick - from > seconds; };
    switch (stage_) {
        case Stage::idle:
            if (passed(since_, limits.idle_seconds)) close();
            break;
        case Stage::head:
            if (passed(since_, limits.header_seconds)) expire("http.slow_head");
            break;
        case Stage::body:
            if (passed(progress_, limits.body_seconds) || is_slow(moved_)) expire("http.slow_body");
            break;
        case Stage::writing:
            if (passed(progress_, limits.write_seconds) || is_slow(moved_)) close();
            break;
        case Stage::streaming:
            if (client_has_gone()) {
                close();
                wake();
            } else if (passed(progress_, heartbeat_seconds)) {
                wake();
            }
            break;
        case Stage::lingering:
            if (passed(since_, lingering_seconds)) close();
            break;
        case Stage::working:
            break;
    }
}

void Connection::begin_stop() {
    if (stage_ == Stage::idle) close();
    if (stage_ == Stage::streaming) wake();
}

void Connection::abandon() {
    abandoned_ = true;
    close();
    if (stage_ == Stage::streaming) wake();
}

void Connection::resume() {
    if (auto continuation = std::exchange(continuation_, nullptr)) continuation();
}

Task<void> Connection::serve() {
    const auto self = shared_from_this();
    const Registration registration(io_, *this);
    ErrorCode ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    bool goes_on = true;
    while (goes_on) goes_on = co_await serve_one();
    close();
}

Task<bool> Connection::serve_one() {
    if (!co_await read_request()) co_return false;
    bool keeps = false;
    if (shared_.files.serves(reader_.request())) {
        keeps = answer_file();
    } else if (shared_.handler.is_stream && shared_.handler.is_stream(reader_.request())) {
        co_await stream_events();
        co_return false;
    } else {
        enter(Stage::working);
        co_await suspended([this] {
            const std::string& method = reader_.request().method;
            io_.add_job(
                [self = shared_from_this()] {
                    self->work();
                    self->io_.wake_later(self);
                },
                method == "GET" || method == "HEAD");
        });
        keeps = answer_made();
    }
    const bool written = write_some() || co_await write_rest();
    release_body();
    response_ = {};
    co_return written&& keeps;
}

Task<bool> Connection::read_request() {
    auto progress = reader_.next();
    enter(reader_.has_begun() ? Stage::head : Stage::idle);
    while (true) {
        if (progress == RequestReader::Progress::refused) {
            co_await refuse(reader_.refusal());
            co_return false;
        }
        count_body();
        if (shared_.body_bytes > shared_.limits.bodies_in_memory) {
            co_await refuse("http.busy");
            co_return false;
        }
        if (progress == RequestReader::Progress::whole) co_return true;
        if (reader_.has_head() && stage_ != Stage::body) enter(Stage::body);
        if (reader_.take_expectation()) {
            begin_write("HTTP/1.1 100 Continue\r\n\r\n", "");
            if (!write_some() && !co_await write_rest()) co_return false;
        }
        if (stage_ == Stage::idle && shared_.stopping) co_return false;

        const auto room = reader_.room();
        const auto [error, count] =
            co_await socket_.async_read_some(asio::buffer(room.data(), room.size()), awaits_tuple);
        if (!expired_.empty() && !abandoned_) {
            co_await refuse(expired_);
            co_return false;
        }
        if (error) co_return false;
        if (stage_ == Stage::idle) enter(Stage::head);
        progress_ = io_.tick;
        moved_ += count;
        progress = reader_.took(count);
    }
}

Sending Connection::sending(bool keep_alive, std::size_t length) const {
    Sending sending;
    sending.date = io_.date;
    sending.keep_alive = keep_alive;
    sending.is_old = reader_.is_old();
    sending.length = length;
    return sending;
}

Task<void> Connection::refuse(std::string_view code) {
    const Refusal refusal{std::string(code), "", {}};
    co_await refuse(refusal);
}

Task<void> Connection::refuse(const Refusal& refusal) {
    reader_.request().body = {};
    release_body();
    const Response response = refusal_response(refusal, language_of(reader_.request()));
    begin_answer(response, sending(false, response.body.size()), response.body);
    if (write_some() || co_await write_rest()) co_await linger();
}

// Closing with unread bytes in the socket would make the kernel take back the answer we have just sent.
Task<void> Connection::linger() {
    enter(Stage::lingering);
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    std::string rubbish(16 * 1024, '\0');
    while (moved_ < most_lingering) {
        const auto [error, count] = co_await socket_.async_read_some(asio::buffer(rubbish), awaits_tuple);
        if (error) co_return;
        moved_ += count;
    }
}

bool Connection::answer_file() {
    file_ = shared_.files.answer(reader_.request());
    const std::string_view body = file_.response.body.empty() ? file_.body : std::string_view(file_.response.body);
    Sending how = sending(goes_on(), body.size());
    how.encoding = file_.encoding;
    how.varies = file_.varies;
    return begin_answer(file_.response, how, body);
}

bool Connection::answer_made() {
    Sending how = sending(goes_on(), response_.body.size());
    how.encoding = encoding_;
    how.varies = response_.compressible;
    return begin_answer(response_, how, response_.body);
}

void Connection::work() {
    const Request& request = reader_.request();
    encoding_ = Encoding::none;
    try {
        response_ = shared_.handler.answer(request);
        check_headers(response_);
        if (response_.compressible && response_.body.size() >= least_compressed) {
            encoding_ = best_encoding(request.header("accept-encoding"));
            if (encoding_ != Encoding::none) response_.body = compressed(response_.body, encoding_);
        }
    } catch (...) {
        log_failure(shared_.handler.log, "http.answer_failed", std::current_exception());
        encoding_ = Encoding::none;
        response_ = refusal_response({"internal", "", {}}, language_of(request));
    }
}

/// `body` must stay where it is until it is written. Returns whether the connection is kept afterwards.
bool Connection::begin_answer(const Response& response, Sending how, std::string_view body) {
    if (out_.capacity() > 4 * copied_body) out_ = {};
    out_.clear();
    write_head(response, how, out_);
    if (reader_.request().method == "HEAD" || !may_have_body(response.status)) body = {};
    if (body.size() <= copied_body) {
        out_ += body;
        body = {};
    }
    enter(Stage::writing);
    begin_write(out_, body);
    return how.keep_alive;
}

void Connection::begin_write(std::string_view head, std::string_view body) {
    head_left_ = head;
    body_left_ = body;
    write_error_ = {};
}

/// Writes what the socket takes at once, which is nearly always all. True when nothing is left.
bool Connection::write_some() {
    while (!head_left_.empty() || !body_left_.empty()) {
        const asio::const_buffer head(head_left_.data(), head_left_.size());
        const asio::const_buffer body(body_left_.data(), body_left_.size());
        const std::size_t count = body_left_.empty() ? socket_.write_some(head, write_error_)
                                                     : socket_.write_some(std::array{head, body}, write_error_);
        if (write_error_) return false;
        const std::size_t of_head = std::min(count, head_left_.size());
        head_left_.remove_prefix(of_head);
        body_left_.remove_prefix(count - of_head);
        moved_ += count;
        progress_ = io_.tick;
    }
    return true;
}

Task<bool> Connection::write_rest() {
    while (write_error_ == asio::error::would_block) {
        const auto [error] = co_await socket_.async_wait(Socket::wait_write, awaits_tuple);
        if (error) co_return false;
        if (write_some()) co_return true;
    }
    co_return false;
}

Task<void> Connection::stream_events() {
    if (shared_.streams >= shared_.limits.streams) {
        co_await refuse("http.busy");
        co_return;
    }
    Response response;
    response.content_type = "text/event-stream; charset=utf-8";
    response.headers = {{"X-Accel-Buffering", "no"}};
    Sending how = sending(false, 0);
    how.endless = true;
    begin_answer(response, how, "");
    const bool begun = write_some() || co_await write_rest();
    if (!begun || reader_.request().method == "HEAD") co_return;
    start_stream();
    while (co_await send_events()) {
        enter(Stage::streaming);
        // A wake during the write found nobody waiting; nothing new can be posted between this look and the suspension.
        if (!stream_->has_news() && !shared_.stopping) co_await suspended([] {});
    }
    stream_->close();
    stream_.reset();
}

void Connection::start_stream() {
    stream_ = std::make_shared<EventStream>([weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->wake();
    });
    ++shared_.streams;
    shared_.stream_threads.start([&shared = shared_, stream = stream_, request = reader_.request()] {
        try {
            shared.handler.stream(
                request, [stream](std::string_view event, std::string_view data) { return stream->send(event, data); });
        } catch (...) {
            log_failure(shared.handler.log, "http.stream_failed", std::current_exception());
        }
        --shared.streams;
        stream->finish();
    });
}

/// Sends what waits. False when the stream is over.
Task<bool> Connection::send_events() {
    const bool is_quiet = stage_ == Stage::streaming && io_.tick - progress_ > heartbeat_seconds;
    const bool is_last = stream_->is_finished();
    const bool stops = shared_.stopping;
    std::string text = stream_->take();
    if (stops && !is_last) text += event_text("bye", "{}");
    if (text.empty() && is_quiet) text = ": still here\n\n";
    enter(Stage::writing);
    begin_write(text, "");
    const bool written = write_some() || co_await write_rest();
    co_return written && !is_last && !stops && socket_.is_open();
}

Shared::Shared(Handler handler_, Limits limits_)
    : handler(std::move(handler_)),
      limits(std::move(limits_)),
      files(handler.files, handler.fallback_file),
      readers(std::max(1, limits.workers), [this] { deliver(); }),
      writers(std::max(1, limits.writers), [this] { deliver(); }) {
    for (int i = 0; i < std::max(1, limits.io_threads); ++i) ios.push_back(std::make_unique<Io>(*this));
}

Io::Io(Shared& shared_)
    : shared(shared_), sweep_timer(context), work_timer(context), date(http_date(std::time(nullptr))) {}

void Io::add_job(Workers::Job job, bool is_reading) {
    if (readings.empty() && writings.empty()) asio::post(context, [this] { hand_over(); });
    (is_reading ? readings : writings).push_back(std::move(job));
}

void Io::hand_over() {
    shared.readers.add(readings);
    shared.writers.add(writings);
    if (!looks_after) look_after();
}

void Io::look_after() {
    looks_after = true;
    work_timer.expires_after(std::chrono::milliseconds(2));
    work_timer.async_wait([this](const ErrorCode&) {
        const bool readers_done = shared.readers.look_after();
        const bool writers_done = shared.writers.look_after();
        deliver();
        looks_after = false;
        if (!readers_done || !writers_done) look_after();
    });
}

void Io::wake_later(std::shared_ptr<Connection> connection) {
    const std::lock_guard lock(mutex_);
    woken_.push_back(std::move(connection));
}

void Io::wake(std::shared_ptr<Connection> connection) {
    wake_later(std::move(connection));
    deliver();
}

void Io::deliver() {
    {
        const std::lock_guard lock(mutex_);
        if (woken_.empty() || is_delivering_) return;
        is_delivering_ = true;
    }
    asio::post(context, [this] { wake_all(); });
}

void Io::wake_all() {
    {
        const std::lock_guard lock(mutex_);
        waking_.swap(woken_);
        is_delivering_ = false;
    }
    for (auto& connection : waking_) connection->resume();
    waking_.clear();
}

void Shared::deliver() {
    for (auto& io : ios) io->deliver();
}

void Io::start_sweep() {
    sweep_timer.expires_after(std::chrono::seconds(1));
    sweep_timer.async_wait([this](const ErrorCode&) { sweep(); });
}

void Io::sweep() {
    ++tick;
    date = http_date(std::time(nullptr));
    if (shared.stopping) {
        if (connections.empty()) return;
        if (stop_tick && tick - *stop_tick > shared.limits.grace_seconds) {
            for (auto* connection : connections) connection->abandon();
            context.stop();
            return;
        }
    }
    for (auto* connection : connections) connection->sweep();
    start_sweep();
}

void Io::begin_stop() {
    stop_tick = tick;
    for (auto* connection : connections) connection->begin_stop();
    if (connections.empty()) sweep_timer.cancel();
}

}  // namespace khuyenhoc::http
