#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "http/connection.h"
#include "http/failure_log.h"
#include "http/listening.h"
#include "http/refusals.h"

namespace khuyenhoc::http {

namespace {

/// A shell often allows 1,024 open files; each connection is one.
void allow_open_files(std::size_t connections) {
    constexpr std::size_t others = 512;  // database, uploads, the program's own
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    const rlim_t wanted = std::min<rlim_t>(files.rlim_max, connections + others);
    if (files.rlim_cur >= wanted) return;
    files.rlim_cur = wanted;
    ::setrlimit(RLIMIT_NOFILE, &files);
}

}  // namespace

struct Server::Machinery {
    Machinery(Listening listening, Handler handler, Limits limits)
        : address(checked_address(listening)),
          shared(std::move(listening), std::move(handler), std::move(limits)),
          ios(shared.ios) {
        open();
    }
    ~Machinery();

    void open();
    Task<void> accept();
    void turn_away(const Io& io, Socket& socket) const;
    bool is_let_in(const Socket& socket) const;
    void welcome(Io& io, Socket socket);
    void run_io(Io& io);
    void run();
    void stop();

    const Address address;
    Shared shared;
    std::vector<std::unique_ptr<Io>>& ios;
    std::optional<Acceptor> acceptor;
    std::uint16_t port = 0;
    std::optional<Timer> accept_pause;
};

void Server::Machinery::open() {
    const asio::ip::tcp::endpoint endpoint(asio::ip::make_address(address.host), address.port);
    allow_open_files(shared.limits.connections);
    try {
        acceptor.emplace(ios.front()->context, endpoint, true);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error(fmt::format("Cannot listen on {}: {}.", shared.listening.at, error.code().message()));
    }
    accept_pause.emplace(ios.front()->context);
    port = acceptor->local_endpoint().port();
}

Task<void> Server::Machinery::accept() {
    for (std::size_t next = 0; !shared.stopping; ++next) {
        Io& io = *ios[next % ios.size()];
        Socket socket(io.context);
        const auto [error] = co_await acceptor->async_accept(socket, awaits_tuple);
        if (error == asio::error::operation_aborted) co_return;
        if (error) {
            // Out of file descriptors, most likely: wait for connections to close instead of spinning.
            accept_pause->expires_after(std::chrono::milliseconds(100));
            co_await accept_pause->async_wait(awaits_tuple);
        } else if (!is_let_in(socket)) {
            continue;  // it closes with the socket
        } else if (shared.connections >= shared.limits.connections) {
            turn_away(io, socket);
        } else {
            welcome(io, std::move(socket));
        }
    }
}

/// Behind a proxy on a private address, neighbours in the network could say that they are anybody.
bool Server::Machinery::is_let_in(const Socket& socket) const {
    if (shared.listening.proxies.empty()) return true;
    ErrorCode error;
    const auto from = socket.remote_endpoint(error).address();
    const auto is_from = [&](const std::string& proxy) { return from == asio::ip::make_address(proxy); };
    return !error && (from.is_loopback() || std::ranges::any_of(shared.listening.proxies, is_from));
}

void Server::Machinery::turn_away(const Io& io, Socket& socket) const {
    if (shared.certificate) return;  // what is plain would not be understood
    const Response response = refusal_response({"http.busy", "", {}});
    std::string text;
    write_head(response, {.date = io.date, .keep_alive = false, .length = response.body.size()}, text);
    text += response.body;
    ErrorCode ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(Socket::shutdown_send, ignored);
}

void Server::Machinery::welcome(Io& io, Socket socket) {
    ++shared.connections;
    auto connection = std::make_shared<Connection>(io, std::move(socket));
    asio::co_spawn(
        io.context, [connection] { return connection->serve(); },
        [this](const std::exception_ptr& failure) {
            if (failure) log_failure(shared.handler.log, "http.connection_failed", failure);
        });
}

void Server::Machinery::run_io(Io& io) {
    io.start_sweep();
    while (true) {
        try {
            io.context.run();
            return;
        } catch (...) {
            log_failure(shared.handler.log, "http.io_failed", std::current_exception());
        }
    }
}

void Server::Machinery::run() {
    asio::co_spawn(ios.front()->context, accept(), asio::detached);
    std::vector<std::thread> threads;
    for (std::size_t i = 1; i < ios.size(); ++i) threads.emplace_back([this, i] { run_io(*ios[i]); });
    run_io(*ios.front());
    for (auto& thread : threads) thread.join();
}

void Server::Machinery::stop() {
    if (shared.stopping.exchange(true)) return;
    for (auto& io : ios) asio::post(io->context, [&io = *io] { io.begin_stop(); });
    asio::post(ios.front()->context, [this] {
        ErrorCode ignored;
        acceptor->close(ignored);
        accept_pause->cancel();
    });
}

// Nothing runs on the contexts any more. Who still works is waited for; then every coroutine is resumed once, finds its
// socket closed, and ends on this thread.
Server::Machinery::~Machinery() {
    shared.stopping = true;
    for (auto& io : ios) {
        for (auto* connection : io->connections) connection->abandon();
    }
    shared.stream_threads.join();
    for (auto& lane : shared.lanes) lane.join();
    for (auto& io : ios) {
        io->context.restart();
        io->context.poll();
    }
}

Server::Server(Listening listening, Handler handler, Limits limits)
    : machinery_(std::make_unique<Machinery>(std::move(listening), std::move(handler), std::move(limits))) {}
Server::~Server() = default;

std::uint16_t Server::port() const { return machinery_->port; }
void Server::run() { machinery_->run(); }
void Server::stop() noexcept { machinery_->stop(); }

std::optional<CertificateNews> Server::look_at_certificate(bool read_anyway) {
    auto& certificate = machinery_->shared.certificate;
    return certificate ? certificate->renew(read_anyway) : std::nullopt;
}

std::optional<int> Server::certificate_days_left() const {
    const auto& certificate = machinery_->shared.certificate;
    return certificate ? std::optional(certificate->days_left()) : std::nullopt;
}

}  // namespace khuyenhoc::http
