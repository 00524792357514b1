#include "http/connection.h"

#include "base/address.h"
#include "http/failure_log.h"
#include "http/refusals.h"
#include "http/request.h"

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
    carried_before_ = wire_.carried();
}

void Connection::note_movement() {
    progress_ = io_.tick;
    carried_seen_ = wire_.carried();
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
    wire_.close();
    if (stream_) stream_->close();
}

void Connection::expire(std::string_view code) {
    expired_ = code;
    wire_.cancel();
}

bool Connection::is_slow() const {
    const std::int64_t seconds = io_.tick - since_;
    return seconds > shared_.limits.rate_after_seconds &&
           moved() <
               static_cast<std::size_t>(seconds) * static_cast<std::size_t>(shared_.limits.least_body_bytes_per_second);
}

void Connection::sweep() {
    const Limits& limits = shared_.limits;
    const auto passed = [this](std::int64_t from, int seconds) { return io_.tick - from > seconds; };
    if (carried_seen_ != wire_.carried()) note_movement();  // a part of a TLS record
    switch (stage_) {
        case Stage::handshake:
            if (passed(since_, limits.header_seconds)) close();
            break;
        case Stage::idle:
            if (passed(since_, limits.idle_seconds)) close();
            break;
        case Stage::head:
            if (passed(since_, limits.header_seconds)) expire("http.slow_head");
            break;
        case Stage::body:
            if (passed(progress_, limits.body_seconds) || is_slow()) expire("http.slow_body");
            break;
        case Stage::writing:
            if (passed(progress_, limits.write_seconds) || is_slow()) close();
            break;
        case Stage::streaming:
            if (wire_.client_has_gone()) {
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
    if (stage_ == Stage::idle || stage_ == Stage::handshake) close();
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
    peer_ = reader_.request().peer = wire_.peer();
    enter(Stage::handshake);
    bool goes_on = !wire_.is_tls() || co_await wire_.shake_hands();
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
        co_await make_answer();
        keeps = answer_made();
    }
    const bool written = write_some() || co_await write_rest();
    release_body();
    response_ = {};
    co_return written&& keeps;
}

Lane Connection::lane() {
    const Request& request = reader_.request();
    if (shared_.handler.is_slow && shared_.handler.is_slow(request)) return Lane::slow;
    return request.method == "GET" || request.method == "HEAD" ? Lane::reading : Lane::changing;
}

Task<void> Connection::make_answer() {
    const Lane lane = this->lane();
    // In the other lanes each connection may have its one request.
    if (lane == Lane::slow) slow_as_ = network_of(reader_.request().peer);
    if (lane == Lane::slow && !shared_.slow_lane.enter(slow_as_)) {
        encoding_ = Encoding::none;
        response_ = refusal_response({"http.busy", "", {{"seconds", "2"}}}, language_of(reader_.request()));
        co_return;
    }
    enter(Stage::working);
    co_await suspended([this, lane] {
        io_.add_job(
            [self = shared_from_this(), lane] {
                self->work();
                if (lane == Lane::slow) self->shared_.slow_lane.leave(self->slow_as_);
                self->io_.wake_later(self);
            },
            lane);
    });
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
        if (progress == RequestReader::Progress::whole) {
            Request& request = reader_.request();
            if (shared_.listening.behind_proxy) request.peer = client_address(request, peer_, shared_.listening);
            co_return true;
        }
        if (reader_.has_head() && stage_ != Stage::body) enter(Stage::body);
        if (reader_.take_expectation()) {
            begin_write("HTTP/1.1 100 Continue\r\n\r\n", "");
            if (!write_some() && !co_await write_rest()) co_return false;
        }
        if (stage_ == Stage::idle && shared_.stopping) co_return false;

        const auto room = reader_.room();
        const auto [error, count] = co_await wire_.read_some(room);
        wire_.carried_plainly(count);
        if (!expired_.empty() && !abandoned_) {
            co_await refuse(expired_);
            co_return false;
        }
        if (error) co_return false;
        if (stage_ == Stage::idle) enter(Stage::head);
        note_movement();
        progress = reader_.took(count);
    }
}

Sending Connection::sending(bool keep_alive, std::size_t length) const {
    Sending sending;
    sending.date = io_.date;
    sending.keep_alive = keep_alive;
    sending.is_old = reader_.is_old();
    sending.length = length;
    sending.hsts = serves_strangers() && !shared_.listening.names.empty();
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
    wire_.finish_sending();
    std::string rubbish(16 * 1024, '\0');
    while (moved() < most_lingering) {
        const auto [error, count] = co_await wire_.read_some(rubbish);
        if (error) co_return;
        wire_.carried_plainly(count);
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
        const std::size_t count = wire_.write_some(head_left_, body_left_, write_error_);
        if (write_error_) {
            if (carried_seen_ != wire_.carried()) note_movement();
            return false;
        }
        const std::size_t of_head = std::min(count, head_left_.size());
        head_left_.remove_prefix(of_head);
        body_left_.remove_prefix(count - of_head);
        note_movement();
    }
    return true;
}

Task<bool> Connection::write_rest() {
    while (write_error_ == asio::error::would_block) {
        const auto [error] = co_await wire_.wait_to_write();
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
    co_return written && !is_last && !stops && wire_.is_open();
}

}  // namespace khuyenhoc::http
