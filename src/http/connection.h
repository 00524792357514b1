// One connection as a coroutine, and the thread it lives on. Private to connection.cpp, io.cpp and server.cpp.
//
// One io_context per thread; each connection stays on one of them. Work that may block hops to the workers and comes
// back. Time is counted in ticks of a one-second sweep, so that no operation needs a timer of its own.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "http/certificate.h"
#include "http/event_stream.h"
#include "http/http.h"
#include "http/request_reader.h"
#include "http/response_head.h"
#include "http/slow_lane.h"
#include "http/static_files.h"
#include "http/wire.h"
#include "http/workers.h"

namespace khuyenhoc::http {

struct Io;
class Connection;

/// On which threads a request is answered. Nothing in one lane waits for what is in another.
enum class Lane { reading, changing, slow };
constexpr std::size_t lane_count = 3;

/// What all connections of a server share.
struct Shared {
    Shared(Listening listening_, Handler handler_, Limits limits_);

    const Listening listening;
    std::unique_ptr<Certificate> certificate;  ///< none: plain HTTP
    Handler handler;
    Limits limits;
    StaticFiles files;
    std::atomic<bool> stopping = false;
    std::atomic<std::size_t> connections = 0;
    std::atomic<std::size_t> streams = 0;
    std::atomic<std::size_t> body_bytes = 0;
    SlowLane slow_lane;
    std::vector<std::unique_ptr<Io>> ios;
    std::array<Workers, lane_count> lanes;
    OwnThreads stream_threads;

    void deliver();  ///< wakes every connection whose answer is made; from any thread
};

/// One thread's part: its context, its connections, its clock.
struct Io {
    explicit Io(Shared& shared_);

    Shared& shared;
    std::unordered_set<Connection*> connections;  ///< outlives the coroutines, which live in the context
    asio::io_context context{1};
    Timer sweep_timer;
    Timer work_timer;  ///< looks after the workers while they have something to do
    bool looks_after = false;
    std::int64_t tick = 0;
    std::optional<std::int64_t> stop_tick;
    // Jobs of this round of events are handed over together, since each hand-over may wake a thread.
    std::array<std::vector<Workers::Job>, lane_count> jobs;
    std::string date;  ///< of the current tick, for the Date header

    void start_sweep();
    void sweep();
    void begin_stop();
    void add_job(Workers::Job job, Lane lane);
    void wake(std::shared_ptr<Connection> connection);        ///< from any thread
    void wake_later(std::shared_ptr<Connection> connection);  ///< from any thread: at the next `deliver`
    void deliver();                                           ///< from any thread

private:
    void hand_over();
    void look_after();
    void wake_all();

    std::mutex mutex_;
    std::vector<std::shared_ptr<Connection>> woken_;  ///< guarded by `mutex_`
    bool is_delivering_ = false;                      ///< guarded by `mutex_`: wake_all is on its way
    std::vector<std::shared_ptr<Connection>> waking_;
};

enum class Stage { handshake, idle, head, body, working, writing, streaming, lingering };

class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(Io& io, Socket socket)
        : io_(io),
          shared_(io.shared),
          wire_(std::move(socket), shared_.certificate ? shared_.certificate->context() : nullptr),
          reader_(shared_.limits, shared_.listening) {}
    ~Connection() { release_body(); }

    Task<void> serve();
    void sweep();       ///< called each second on the IO thread: cuts off who is too slow
    void begin_stop();  ///< idle connections close, streams say goodbye, open requests go on
    void abandon();     ///< the grace is over
    void resume();      ///< what waits in `suspended`, if anything does

private:
    Task<bool> serve_one();
    Task<bool> read_request();
    Task<void> make_answer();
    Lane lane();
    Task<void> refuse(const Refusal& refusal);
    Task<void> refuse(std::string_view code);
    Task<void> stream_events();
    Task<bool> send_events();
    void start_stream();
    Task<bool> write_rest();  ///< of what `begin_write` could not write at once
    Task<void> linger();

    void enter(Stage stage);
    bool answer_file();  ///< begins to write; true when the connection goes on
    bool answer_made();
    bool begin_answer(const Response& response, Sending sending, std::string_view body);
    void begin_write(std::string_view head, std::string_view body);
    bool write_some();
    void note_movement();
    void count_body();
    void release_body();
    void expire(std::string_view code);
    void close();
    void work();                                   ///< on a worker thread
    void wake() { io_.wake(shared_from_this()); }  ///< from any thread: resumes what waits in `suspended`
    bool is_slow() const;
    std::size_t moved() const { return wire_.carried() - carried_before_; }  ///< bytes since the stage began
    bool serves_strangers() const { return wire_.is_tls() || shared_.listening.behind_proxy; }
    bool goes_on() const { return reader_.keep_alive() && !shared_.stopping; }
    Sending sending(bool keep_alive, std::size_t length) const;

    /// Suspends the coroutine until `wake`. The continuation stays on the IO thread: coroutine frames are recycled per
    /// thread, and must never be destroyed on another.
    auto suspended(auto start) {
        return asio::async_initiate<const asio::use_awaitable_t<Executor>&, void()>(
            [this, start](auto continuation) {
                continuation_ = std::move(continuation);
                start();
            },
            awaits);
    }

    Io& io_;
    Shared& shared_;
    Wire wire_;
    RequestReader reader_;
    Stage stage_ = Stage::idle;
    std::int64_t since_ = 0;          ///< tick at which the stage began
    std::int64_t progress_ = 0;       ///< tick of the last byte
    std::size_t carried_before_ = 0;  ///< by the wire, when the stage began
    std::size_t carried_seen_ = 0;    ///< by the wire, at the last sweep
    std::size_t counted_body_ = 0;
    std::string peer_;          ///< the other side's address
    std::string slow_as_;       ///< under this name it has its place in the slow lane
    std::string_view expired_;  ///< code of the refusal; "" while in time
    bool abandoned_ = false;
    std::move_only_function<void()> continuation_;
    std::shared_ptr<EventStream> stream_;
    Response response_;
    Encoding encoding_ = Encoding::none;
    FileAnswer file_;
    std::string out_;
    std::string_view head_left_;  ///< still to be written
    std::string_view body_left_;
    ErrorCode write_error_;
};

}  // namespace khuyenhoc::http
